import CLibrdkafka
import Glibc

/// A Kafka cluster inside this process, for demonstrations and tests (librdkafka's rdkafka_mock.h).
///
/// It listens on ports of the loopback interface and several clients may use it. It keeps only the newest 5 MiB of each
/// partition, knows no isolation of transactions, ignores offsets that are committed in one, and the first member of a
/// group waits three seconds for others (`setGroupDelay`). All of it may be used from any thread.
@safe public final class MockCluster: @unchecked Sendable {
  /// The client that librdkafka needs for its books.
  private let client: OpaquePointer
  private let cluster: OpaquePointer

  /// The address for `bootstrap.servers`.
  public let bootstrapServers: String
  /// The brokers' numbers, from 1.
  public let brokerIDs: ClosedRange<Int32>

  /// Starts the brokers, on ports of the loopback interface that the system chooses.
  public init(brokerCount: Int32 = 1, log: LogHandler? = nil) throws(KafkaError) {
    precondition(brokerCount > 0, "A cluster has at least one broker.")
    let configuration = try NativeConfiguration(ClientConfiguration())
    if let pointer = unsafe configuration.pointer {
      unsafe rd_kafka_conf_set_log_cb(pointer, nil)
    }
    let client = try unsafe configuration.makeClient(RD_KAFKA_PRODUCER)
    guard let cluster = unsafe rd_kafka_mock_cluster_new(client, brokerCount) else {
      unsafe rd_kafka_destroy(client)
      throw KafkaError(operation: "Starting a mock cluster", code: .failed)
    }
    unsafe self.client = unsafe client
    unsafe self.cluster = unsafe cluster
    bootstrapServers = unsafe String(librdkafka: rd_kafka_mock_cluster_bootstraps(cluster))
    brokerIDs = 1...brokerCount
  }

  deinit {
    unsafe rd_kafka_mock_cluster_destroy(cluster)
    unsafe rd_kafka_destroy(client)
  }

  /// Lets the first member of a group wait this long for others; false where this librdkafka has no such function.
  public func setGroupDelay(_ delay: Duration) -> Bool {
    // Newer than the oldest librdkafka that this is built with.
    guard let symbol = unsafe dlsym(nil, "rd_kafka_mock_group_initial_rebalance_delay_ms") else { return false }
    typealias Function = @convention(c) (OpaquePointer?, Int32) -> Void
    unsafe unsafeBitCast(symbol, to: Function.self)(cluster, delay.millisecondTimeout)
    return true
  }

  // MARK: - Topics

  /// Creates a topic; otherwise one comes into being with four partitions when a client asks for it.
  ///
  /// - Parameter replicationFactor: the number of brokers if nil.
  public func createTopic(
    _ name: String, partitionCount: Int32, replicationFactor: Int32? = nil
  ) throws(KafkaError) {
    try unsafe KafkaError.check(
      rd_kafka_mock_topic_create(cluster, name, partitionCount, replicationFactor ?? brokerIDs.upperBound),
      "Creating a mock topic", topic: name)
  }

  /// Makes the brokers answer every question about the topic's metadata with an error; `.noError` ends that.
  public func setTopicError(_ name: String, _ code: KafkaError.Code) {
    unsafe rd_kafka_mock_topic_set_error(cluster, name, code.native)
  }

  /// Moves a partition to another broker; -1 leaves it without a leader.
  public func setLeader(of partition: TopicPartition, to brokerID: Int32) throws(KafkaError) {
    try unsafe KafkaError.check(
      rd_kafka_mock_partition_set_leader(cluster, partition.topic, partition.partition, brokerID),
      "Moving a mock partition", topic: partition.topic, partition: partition.partition)
  }

  // MARK: - Faults

  /// Lets the next requests of this kind fail, whichever broker gets them, one for each code.
  ///
  /// `.noError` lets one pass, `.transport` closes the connection instead.
  public func failRequests(_ kind: RequestKind, with codes: [KafkaError.Code]) {
    let natives = codes.map(\.native)
    unsafe rd_kafka_mock_push_request_errors_array(cluster, kind.rawValue, natives.count, natives)
  }

  /// Lets the next requests of this kind to one broker fail, each after its delay; such errors come before the cluster's.
  public func failRequests(
    _ kind: RequestKind, toBroker brokerID: Int32, with failures: [(code: KafkaError.Code, delay: Duration)]
  ) throws(KafkaError) {
    for failure in failures {
      try unsafe KafkaError.check(
        kafka_mock_push_request_error(
          cluster, brokerID, kind.rawValue, failure.code.native, failure.delay.millisecondTimeout),
        "Preparing a mock broker's failure")
    }
  }

  /// Forgets the cluster's failures of this kind that have not happened yet.
  public func clearFailures(_ kind: RequestKind) {
    unsafe rd_kafka_mock_clear_request_errors(cluster, kind.rawValue)
  }

  /// How many of one broker's failures have not happened yet.
  public func pendingFailureCount(_ kind: RequestKind, ofBroker brokerID: Int32) throws(KafkaError) -> Int {
    var count = 0
    try unsafe KafkaError.check(
      rd_kafka_mock_broker_error_stack_cnt(cluster, brokerID, kind.rawValue, &count),
      "Counting a mock broker's failures")
    return count
  }

  /// Closes a broker's connections and refuses new ones; nil is all brokers. Leaders stay where they are.
  public func takeDown(brokerID: Int32?) throws(KafkaError) {
    try unsafe KafkaError.check(
      rd_kafka_mock_broker_set_down(cluster, brokerID ?? -1), "Taking a mock broker down")
  }

  /// Lets a broker, or with nil all of them, accept connections again.
  public func bringUp(brokerID: Int32?) throws(KafkaError) {
    try unsafe KafkaError.check(rd_kafka_mock_broker_set_up(cluster, brokerID ?? -1), "Bringing a mock broker up")
  }

  /// Delays every answer of a broker; nil is all brokers.
  public func setRoundTrip(_ delay: Duration, brokerID: Int32?) throws(KafkaError) {
    try unsafe KafkaError.check(
      rd_kafka_mock_broker_set_rtt(cluster, brokerID ?? -1, delay.millisecondTimeout), "Slowing a mock broker down")
  }

  // MARK: - Coordinators

  /// Makes a broker the coordinator of a group.
  public func setCoordinator(ofGroup group: String, to brokerID: Int32) throws(KafkaError) {
    try unsafe KafkaError.check(
      rd_kafka_mock_coordinator_set(cluster, "group", group, brokerID), "Moving a mock group's coordinator")
  }

  /// Makes a broker the coordinator of a transactional id.
  public func setCoordinator(ofTransactionalID id: String, to brokerID: Int32) throws(KafkaError) {
    try unsafe KafkaError.check(
      rd_kafka_mock_coordinator_set(cluster, "transaction", id, brokerID), "Moving a mock transaction's coordinator")
  }
}

/// A request of Kafka's protocol, by its API key (https://kafka.apache.org/protocol#protocol_api_keys).
public struct RequestKind: RawRepresentable, Hashable, Sendable {
  /// The API key of the protocol.
  public let rawValue: Int16

  /// A request by its API key, also one without a constant here.
  public init(rawValue: Int16) {
    self.rawValue = rawValue
  }

  /// `Produce`.
  public static let produce = RequestKind(rawValue: 0)
  /// `Fetch`.
  public static let fetch = RequestKind(rawValue: 1)
  /// `ListOffsets`.
  public static let listOffsets = RequestKind(rawValue: 2)
  /// `Metadata`.
  public static let metadata = RequestKind(rawValue: 3)
  /// `OffsetCommit`.
  public static let offsetCommit = RequestKind(rawValue: 8)
  /// `OffsetFetch`.
  public static let offsetFetch = RequestKind(rawValue: 9)
  /// `FindCoordinator`.
  public static let findCoordinator = RequestKind(rawValue: 10)
  /// `JoinGroup`.
  public static let joinGroup = RequestKind(rawValue: 11)
  /// `Heartbeat`.
  public static let heartbeat = RequestKind(rawValue: 12)
  /// `LeaveGroup`.
  public static let leaveGroup = RequestKind(rawValue: 13)
  /// `SyncGroup`.
  public static let syncGroup = RequestKind(rawValue: 14)
  /// `ApiVersions`.
  public static let apiVersions = RequestKind(rawValue: 18)
  /// `InitProducerId`.
  public static let initProducerID = RequestKind(rawValue: 22)
  /// `AddPartitionsToTxn`.
  public static let addPartitionsToTransaction = RequestKind(rawValue: 24)
  /// `AddOffsetsToTxn`.
  public static let addOffsetsToTransaction = RequestKind(rawValue: 25)
  /// `EndTxn`.
  public static let endTransaction = RequestKind(rawValue: 26)
  /// `TxnOffsetCommit`.
  public static let transactionOffsetCommit = RequestKind(rawValue: 28)
}
