import CLibrdkafka

extension KafkaError {
  /// A code of `rd_kafka_resp_err_t`: negative ones are librdkafka's own, positive ones come from a broker.
  ///
  /// Any code may occur, also one that this version of the library has no constant for.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The number in `rd_kafka_resp_err_t`.
    public let rawValue: Int32

    /// A code by its number, also one without a constant here.
    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }

    init(_ code: rd_kafka_resp_err_t) {
      self.init(rawValue: code.rawValue)
    }

    var native: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue: rawValue) }

    /// The code's name without the C prefix, such as `_QUEUE_FULL` (`rd_kafka_err2name`).
    public var name: String {
      guard let name = unsafe rd_kafka_err2name(native) else { return "code \(rawValue)" }
      return unsafe String(cString: name)
    }

    /// What the code means, in librdkafka's words (`rd_kafka_err2str`).
    public var text: String {
      guard let text = unsafe rd_kafka_err2str(native) else { return "unknown error" }
      return unsafe String(cString: text)
    }

    /// Whether waiting and trying again may help: the broker is away, busy, or electing a leader or coordinator.
    ///
    /// Kafka's protocol guide marks the positive codes as retriable; the negative ones are librdkafka's time-outs and
    /// lost connections.
    public var isTransient: Bool {
      switch self {
      case .timedOut, .transport, .allBrokersDown, .nameResolution, .waitingForCoordinator, .inProgress, .queueFull,
        .messageTimedOut, .notEnoughReplicas, .notEnoughReplicasAfterAppend, .leaderNotAvailable, .notLeader,
        .requestTimedOut, .coordinatorLoading, .coordinatorNotAvailable, .notCoordinator, .rebalanceInProgress,
        .networkException, .concurrentTransactions, .brokerNotAvailable, .replicaNotAvailable:
        true
      default:
        false
      }
    }

    // librdkafka's own.
    /// Success; never the code of an error that is thrown.
    public static let noError = Code(RD_KAFKA_RESP_ERR_NO_ERROR)
    /// The operation took longer than its timeout.
    public static let timedOut = Code(RD_KAFKA_RESP_ERR__TIMED_OUT)
    /// The connection to a broker broke or could not be made.
    public static let transport = Code(RD_KAFKA_RESP_ERR__TRANSPORT)
    /// No broker can be reached.
    public static let allBrokersDown = Code(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    /// The host name of a broker has no address.
    public static let nameResolution = Code(RD_KAFKA_RESP_ERR__RESOLVE)
    /// The login failed on the client's side.
    public static let authentication = Code(RD_KAFKA_RESP_ERR__AUTHENTICATION)
    /// The TLS library refuses a certificate, key or handshake.
    public static let ssl = Code(RD_KAFKA_RESP_ERR__SSL)
    /// The producer's queue has no room: serve delivery reports, then try again.
    public static let queueFull = Code(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// The message was not acknowledged within `message.timeout.ms`.
    public static let messageTimedOut = Code(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    /// The message was purged before it was sent.
    public static let purgedFromQueue = Code(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    /// The message was purged while a request with it was under way; it may have been written.
    public static let purgedInFlight = Code(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    /// The client knows of no such partition.
    public static let unknownPartition = Code(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    /// The client knows of no such topic.
    public static let unknownTopicLocally = Code(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    /// The client knows of no such group.
    public static let unknownGroup = Code(RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
    /// The client knows of no such broker.
    public static let unknownBroker = Code(RD_KAFKA_RESP_ERR__UNKNOWN_BROKER)
    /// An argument or property is not valid.
    public static let invalidArgument = Code(RD_KAFKA_RESP_ERR__INVALID_ARG)
    /// librdkafka does not implement this.
    public static let notImplemented = Code(RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED)
    /// The broker is too old for this, or librdkafka was built without it.
    public static let unsupportedFeature = Code(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
    /// The call does not fit the client's state, for example a partition that is not assigned.
    public static let wrongState = Code(RD_KAFKA_RESP_ERR__STATE)
    /// The same operation is already under way.
    public static let inProgress = Code(RD_KAFKA_RESP_ERR__IN_PROGRESS)
    /// The coordinator is not known yet.
    public static let waitingForCoordinator = Code(RD_KAFKA_RESP_ERR__WAIT_COORD)
    /// The partitions have gone to another member without a revocation.
    public static let assignmentLost = Code(RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST)
    /// The consumer did not poll within `max.poll.interval.ms` and has left the group.
    public static let maximumPollIntervalExceeded = Code(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
    /// There is no offset to commit.
    public static let noOffset = Code(RD_KAFKA_RESP_ERR__NO_OFFSET)
    /// There is no valid offset and `auto.offset.reset` is `error`.
    public static let automaticOffsetReset = Code(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    /// The end of a partition, with `enable.partition.eof`; no error.
    public static let partitionEnd = Code(RD_KAFKA_RESP_ERR__PARTITION_EOF)
    /// A message from the broker cannot be decoded.
    public static let badMessage = Code(RD_KAFKA_RESP_ERR__BAD_MSG)
    /// A message from the broker cannot be decompressed.
    public static let badCompression = Code(RD_KAFKA_RESP_ERR__BAD_COMPRESSION)
    /// What was asked for does not exist.
    public static let noEntry = Code(RD_KAFKA_RESP_ERR__NOENT)
    /// The client is being destroyed.
    public static let destroyed = Code(RD_KAFKA_RESP_ERR__DESTROY)
    /// The client cannot continue: stop it and make another.
    public static let fatal = Code(RD_KAFKA_RESP_ERR__FATAL)
    /// Another client with the same instance id or transactional id has taken over.
    public static let fenced = Code(RD_KAFKA_RESP_ERR__FENCED)
    /// The producer stopped, since going on would have left out a record that was refused (`enable.gapless.guarantee`).
    public static let gaplessGuarantee = Code(RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE)
    /// An operation failed, for the reason that the text gives.
    public static let failed = Code(RD_KAFKA_RESP_ERR__FAIL)
    /// Some parts of the operation failed.
    public static let partial = Code(RD_KAFKA_RESP_ERR__PARTIAL)
    /// Two properties or requests contradict each other.
    public static let conflict = Code(RD_KAFKA_RESP_ERR__CONFLICT)

    // A broker's.
    /// The broker failed in a way it does not name.
    public static let unknownServerError = Code(RD_KAFKA_RESP_ERR_UNKNOWN)
    /// The log does not have the offset: it was deleted, or the log was truncated.
    public static let offsetOutOfRange = Code(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
    /// The broker has no such topic or partition, or the user may not see it.
    public static let unknownTopicOrPartition = Code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    /// The partition has no leader at the moment.
    public static let leaderNotAvailable = Code(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    /// The broker is no longer the partition's leader.
    public static let notLeader = Code(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
    /// The broker could not finish the request in time.
    public static let requestTimedOut = Code(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
    /// The broker is not available.
    public static let brokerNotAvailable = Code(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE)
    /// A replica is not available.
    public static let replicaNotAvailable = Code(RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE)
    /// The batch is larger than the topic's `max.message.bytes`.
    public static let messageTooLarge = Code(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    /// The batch is larger than a segment of the log.
    public static let recordListTooLarge = Code(RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE)
    /// The broker finds a checksum or format wrong.
    public static let invalidMessage = Code(RD_KAFKA_RESP_ERR_INVALID_MSG)
    /// The broker refuses a record, for example one without a key in a compacted topic.
    public static let invalidRecord = Code(RD_KAFKA_RESP_ERR_INVALID_RECORD)
    /// The timestamp is further from the broker's clock than the topic permits.
    public static let invalidTimestamp = Code(RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP)
    /// The broker lost its connection while it answered.
    public static let networkException = Code(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION)
    /// The coordinator is reading its log.
    public static let coordinatorLoading = Code(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS)
    /// There is no coordinator at the moment.
    public static let coordinatorNotAvailable = Code(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE)
    /// The broker is no longer the coordinator.
    public static let notCoordinator = Code(RD_KAFKA_RESP_ERR_NOT_COORDINATOR)
    /// The topic's name is not valid, or it is an internal topic.
    public static let invalidTopic = Code(RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION)
    /// Fewer replicas are in sync than `min.insync.replicas`; nothing was written.
    public static let notEnoughReplicas = Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS)
    /// The batch was written, and then fewer replicas were in sync than `min.insync.replicas`.
    public static let notEnoughReplicasAfterAppend = Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND)
    /// The group has moved to another generation.
    public static let illegalGeneration = Code(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
    /// The coordinator does not know the member, for example after its session ended.
    public static let unknownMember = Code(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)
    /// Another member has the same `group.instance.id`.
    public static let fencedInstance = Code(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
    /// The broker does not permit this `session.timeout.ms`.
    public static let invalidSessionTimeout = Code(RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT)
    /// The members of the group have no assignment protocol in common.
    public static let inconsistentGroupProtocol = Code(RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL)
    /// The group has as many members as the broker permits.
    public static let groupFull = Code(RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED)
    /// The group is rebalancing.
    public static let rebalanceInProgress = Code(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
    /// The user has no right to do this with the topic.
    public static let topicAuthorization = Code(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    /// The user has no right to use the group.
    public static let groupAuthorization = Code(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
    /// The user has no right to do this with the cluster.
    public static let clusterAuthorization = Code(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
    /// The user has no right to use the transactional id.
    public static let transactionalIDAuthorization = Code(RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
    /// The broker refuses the login.
    public static let saslAuthentication = Code(RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED)
    /// The broker does not offer the SASL mechanism.
    public static let unsupportedSaslMechanism = Code(RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM)
    /// A topic of this name exists.
    public static let topicAlreadyExists = Code(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    /// A policy of the broker forbids it.
    public static let policyViolation = Code(RD_KAFKA_RESP_ERR_POLICY_VIOLATION)
    /// The broker misses an earlier batch of the idempotent producer.
    public static let outOfOrderSequence = Code(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
    /// A newer producer has the same transactional id.
    public static let invalidProducerEpoch = Code(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH)
    /// A newer producer has taken over the transactional id.
    public static let producerFenced = Code(RD_KAFKA_RESP_ERR_PRODUCER_FENCED)
    /// An earlier transaction of the same transactional id is still being completed.
    public static let concurrentTransactions = Code(RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS)
    /// The request does not fit the transaction's state.
    public static let invalidTransactionState = Code(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE)
    /// The transactional id and the producer id do not belong together.
    public static let invalidProducerIDMapping = Code(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING)
    /// The broker has nothing of the producer in this partition.
    public static let unknownProducerID = Code(RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID)
    /// Another part of the same request failed, so this one was not tried.
    public static let operationNotAttempted = Code(RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED)
    /// An open transaction has offsets for the partition that are not decided.
    public static let unstableOffsetCommit = Code(RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT)
    /// The client knows a leader that is older than the broker's.
    public static let fencedLeaderEpoch = Code(RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH)
    /// The client knows a leader that is newer than the broker's.
    public static let unknownLeaderEpoch = Code(RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH)
    /// The broker does not support the request in this version.
    public static let unsupportedVersion = Code(RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION)
    /// The broker's disk failed.
    public static let storageError = Code(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR)
  }
}

extension KafkaError.Code: CustomStringConvertible {
  /// The code's name.
  public var description: String { name }
}
