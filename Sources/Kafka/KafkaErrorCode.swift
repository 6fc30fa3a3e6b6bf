import CLibrdkafka

extension KafkaError {
  /// A code of `rd_kafka_resp_err_t`: negative ones are librdkafka's own, positive ones come from a broker.
  ///
  /// Any code may occur, also one that this version of the library has no constant for.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int32

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
    public static let noError = Code(RD_KAFKA_RESP_ERR_NO_ERROR)
    public static let timedOut = Code(RD_KAFKA_RESP_ERR__TIMED_OUT)
    public static let transport = Code(RD_KAFKA_RESP_ERR__TRANSPORT)
    public static let allBrokersDown = Code(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    public static let nameResolution = Code(RD_KAFKA_RESP_ERR__RESOLVE)
    public static let authentication = Code(RD_KAFKA_RESP_ERR__AUTHENTICATION)
    public static let ssl = Code(RD_KAFKA_RESP_ERR__SSL)
    public static let queueFull = Code(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    public static let messageTimedOut = Code(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    public static let purgedFromQueue = Code(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    public static let purgedInFlight = Code(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    public static let unknownPartition = Code(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    public static let unknownTopicLocally = Code(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    public static let unknownGroup = Code(RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
    public static let unknownBroker = Code(RD_KAFKA_RESP_ERR__UNKNOWN_BROKER)
    public static let invalidArgument = Code(RD_KAFKA_RESP_ERR__INVALID_ARG)
    public static let notImplemented = Code(RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED)
    public static let unsupportedFeature = Code(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
    public static let wrongState = Code(RD_KAFKA_RESP_ERR__STATE)
    public static let inProgress = Code(RD_KAFKA_RESP_ERR__IN_PROGRESS)
    public static let waitingForCoordinator = Code(RD_KAFKA_RESP_ERR__WAIT_COORD)
    public static let assignmentLost = Code(RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST)
    public static let maximumPollIntervalExceeded = Code(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
    public static let noOffset = Code(RD_KAFKA_RESP_ERR__NO_OFFSET)
    public static let automaticOffsetReset = Code(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    public static let partitionEnd = Code(RD_KAFKA_RESP_ERR__PARTITION_EOF)
    public static let badMessage = Code(RD_KAFKA_RESP_ERR__BAD_MSG)
    public static let badCompression = Code(RD_KAFKA_RESP_ERR__BAD_COMPRESSION)
    public static let noEntry = Code(RD_KAFKA_RESP_ERR__NOENT)
    public static let destroyed = Code(RD_KAFKA_RESP_ERR__DESTROY)
    public static let fatal = Code(RD_KAFKA_RESP_ERR__FATAL)
    public static let fenced = Code(RD_KAFKA_RESP_ERR__FENCED)
    public static let failed = Code(RD_KAFKA_RESP_ERR__FAIL)
    public static let partial = Code(RD_KAFKA_RESP_ERR__PARTIAL)
    public static let conflict = Code(RD_KAFKA_RESP_ERR__CONFLICT)

    // A broker's.
    public static let unknownServerError = Code(RD_KAFKA_RESP_ERR_UNKNOWN)
    public static let offsetOutOfRange = Code(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
    public static let unknownTopicOrPartition = Code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    public static let leaderNotAvailable = Code(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    public static let notLeader = Code(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
    public static let requestTimedOut = Code(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
    public static let brokerNotAvailable = Code(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE)
    public static let replicaNotAvailable = Code(RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE)
    public static let messageTooLarge = Code(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    public static let recordListTooLarge = Code(RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE)
    public static let invalidMessage = Code(RD_KAFKA_RESP_ERR_INVALID_MSG)
    public static let invalidRecord = Code(RD_KAFKA_RESP_ERR_INVALID_RECORD)
    public static let invalidTimestamp = Code(RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP)
    public static let networkException = Code(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION)
    public static let coordinatorLoading = Code(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS)
    public static let coordinatorNotAvailable = Code(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE)
    public static let notCoordinator = Code(RD_KAFKA_RESP_ERR_NOT_COORDINATOR)
    public static let invalidTopic = Code(RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION)
    public static let notEnoughReplicas = Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS)
    public static let notEnoughReplicasAfterAppend = Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND)
    public static let illegalGeneration = Code(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
    public static let unknownMember = Code(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)
    public static let fencedInstance = Code(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
    public static let invalidSessionTimeout = Code(RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT)
    public static let inconsistentGroupProtocol = Code(RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL)
    public static let groupFull = Code(RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED)
    public static let rebalanceInProgress = Code(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
    public static let topicAuthorization = Code(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    public static let groupAuthorization = Code(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
    public static let clusterAuthorization = Code(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
    public static let transactionalIDAuthorization = Code(RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
    public static let saslAuthentication = Code(RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED)
    public static let unsupportedSaslMechanism = Code(RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM)
    public static let topicAlreadyExists = Code(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    public static let policyViolation = Code(RD_KAFKA_RESP_ERR_POLICY_VIOLATION)
    public static let outOfOrderSequence = Code(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
    public static let invalidProducerEpoch = Code(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH)
    public static let producerFenced = Code(RD_KAFKA_RESP_ERR_PRODUCER_FENCED)
    public static let concurrentTransactions = Code(RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS)
    public static let invalidTransactionState = Code(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE)
    public static let invalidProducerIDMapping = Code(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING)
    public static let unknownProducerID = Code(RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID)
    public static let operationNotAttempted = Code(RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED)
    public static let unstableOffsetCommit = Code(RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT)
    public static let fencedLeaderEpoch = Code(RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH)
    public static let unknownLeaderEpoch = Code(RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH)
    public static let unsupportedVersion = Code(RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION)
    public static let storageError = Code(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR)
  }
}

extension KafkaError.Code: CustomStringConvertible {
  public var description: String { name }
}
