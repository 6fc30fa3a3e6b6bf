import CLibrdkafka

/// What the cluster told about itself at one moment.
public struct ClusterMetadata: Hashable, Sendable {
  /// A broker of the cluster.
  public struct Broker: Hashable, Sendable {
    /// The broker's node id.
    public var id: Int32
    /// The host name that the broker advertises.
    public var host: String
    /// The port that the broker advertises.
    public var port: Int32
  }

  /// A partition, with where its replicas are.
  public struct Partition: Hashable, Sendable {
    /// The partition's number.
    public var id: Int32
    /// nil while there is none.
    public var leader: Int32?
    /// The node ids of all replicas.
    public var replicas: [Int32]
    /// The node ids of the replicas that are in sync.
    public var inSyncReplicas: [Int32]
    /// Why the broker cannot say all about the partition; nil if it can.
    public var error: KafkaError.Code?
  }

  /// A topic and its partitions.
  public struct Topic: Hashable, Sendable {
    /// The topic's name.
    public var name: String
    /// Ordered by number; empty if there is an error.
    public var partitions: [Partition]
    /// `.unknownTopicOrPartition` if there is no such topic, `.topicAuthorization` if it may not be seen.
    public var error: KafkaError.Code?
  }

  /// All brokers that are up.
  public var brokers: [Broker]
  /// The topics that were asked for and that the user may see.
  public var topics: [Topic]

  /// The topic of this name; nil if the answer has none.
  public func topic(_ name: String) -> Topic? {
    topics.first { $0.name == name }
  }

  init(_ native: UnsafePointer<rd_kafka_metadata_t>) {
    let metadata = unsafe native.pointee
    brokers = unsafe UnsafeBufferPointer(start: metadata.brokers, count: Int(metadata.broker_cnt)).map { broker in
      Broker(
        id: unsafe broker.id, host: unsafe String(librdkafka: broker.host), port: unsafe Int32(clamping: broker.port))
    }
    topics = unsafe UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)).map { topic in
      let partitions = unsafe UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
      return Topic(
        name: unsafe String(librdkafka: topic.topic),
        partitions: unsafe partitions.map { unsafe Partition($0) }.sorted { $0.id < $1.id },
        error: unsafe topic.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.Code(unsafe topic.err))
    }
  }
}

extension ClusterMetadata.Partition {
  init(_ native: rd_kafka_metadata_partition) {
    id = unsafe native.id
    leader = unsafe native.leader >= 0 ? unsafe native.leader : nil
    replicas = unsafe Array(UnsafeBufferPointer(start: native.replicas, count: Int(native.replica_cnt)))
    inSyncReplicas = unsafe Array(UnsafeBufferPointer(start: native.isrs, count: Int(native.isr_cnt)))
    error = unsafe native.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.Code(unsafe native.err)
  }
}

extension Client {
  /// Asks about one topic, or about all of them (`rd_kafka_metadata`).
  ///
  /// A topic that is not there has its error in the answer; it is only created if the broker and
  /// `allow.auto.create.topics` both say so.
  public final func metadata(topic name: String? = nil, timeout: Duration) throws(KafkaError) -> ClusterMetadata {
    let operation = "Asking for the cluster's metadata"
    let handle = try unsafe handle(for: operation)
    var topic: OpaquePointer?
    if let name {
      // This name's handle is shared with a producer's topic, whose configuration librdkafka keeps.
      unsafe topic = unsafe rd_kafka_topic_new(handle, name, nil)
      guard unsafe topic != nil else {
        throw KafkaError(
          operation: operation, code: .invalidTopic, reason: "\"\(name)\" is not a possible topic name")
      }
    }
    defer {
      if let topic = unsafe topic {
        unsafe rd_kafka_topic_destroy(topic)
      }
    }
    var native: UnsafePointer<rd_kafka_metadata_t>?
    try unsafe KafkaError.check(
      rd_kafka_metadata(handle, name == nil ? 1 : 0, topic, &native, timeout.millisecondTimeout), operation, topic: name
    )
    guard let native = unsafe native else { throw KafkaError(operation: operation, code: .failed) }
    defer { unsafe rd_kafka_metadata_destroy(native) }
    return unsafe ClusterMetadata(native)
  }

  /// The cluster's id; nil if no broker told it in time.
  public final func clusterID(timeout: Duration) -> String? {
    guard let handle = unsafe openHandle, let text = unsafe rd_kafka_clusterid(handle, timeout.millisecondTimeout)
    else {
      return nil
    }
    defer { unsafe rd_kafka_mem_free(handle, text) }
    return unsafe String(cString: text)
  }
}
