import CLibrdkafka

/// A group as its coordinator described it.
public struct GroupDescription: Hashable, Sendable {
  /// A consumer in the group.
  public struct Member: Hashable, Sendable {
    /// The member id, which the coordinator gave.
    public var id: String
    /// Its `group.instance.id`; nil for a member without a name of its own.
    public var instanceID: String?
    /// The `client.id` of the member.
    public var clientID: String
    /// The address that the coordinator sees, such as `/10.0.0.4`.
    public var host: String
    /// The partitions that are assigned to the member.
    public var partitions: [TopicPartition]
  }

  /// The group's name, its `group.id`.
  public var name: String
  /// Kafka's word, such as "Stable" or "Empty"; "Dead" if there is no such group.
  public var state: String
  /// The assignor that its members agreed on, such as "range".
  public var assignor: String
  /// The members; empty where nobody reads, or where the group is not known.
  public var members: [Member]
  /// Why the coordinator does not answer for the group; nil if it does.
  public var error: KafkaError?
}

extension Client {
  /// The names of all groups; throws if a broker could not be asked.
  public final func listGroups(timeout: Duration) throws(KafkaError) -> [String] {
    let list = try groupListing(timeout: timeout)
    if let error = list.errors.first { throw error }
    return list.names
  }

  /// The groups of all brokers that could be asked, and what the others said.
  private func groupListing(timeout: Duration) throws(KafkaError) -> (names: [String], errors: [KafkaError]) {
    let operation = "Listing the consumer groups"
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, timeout: timeout) {
      unsafe rd_kafka_ListConsumerGroups($0, $1, $2)
    }
    let result = unsafe rd_kafka_event_ListConsumerGroups_result(event.pointer)
    var errorCount = 0
    let errors = unsafe UnsafeBufferPointer(
      start: rd_kafka_ListConsumerGroups_result_errors(result, &errorCount), count: errorCount)
    var count = 0
    let groups = unsafe UnsafeBufferPointer(
      start: rd_kafka_ListConsumerGroups_result_valid(result, &count), count: count)
    return unsafe (
      groups.map { unsafe String(librdkafka: rd_kafka_ConsumerGroupListing_group_id($0)) },
      errors.compactMap { error in unsafe error.map { unsafe KafkaError(borrowing: $0, operation: operation) } }
    )
  }

  /// Throws unless a broker is heard to know requests about groups.
  ///
  /// librdkafka 2.0.2 (and 2.15) must not send one to a coordinator that does not know it: the request fails and is freed, and then
  /// is told once more that it has failed (`rd_kafka_admin_coord_request`). A listing goes to no coordinator. Brokers that could
  /// not be asked do not matter as long as others told of groups, and one that refuses to tell of them knows the request.
  private func checkGroupRequests(timeout: Duration) throws(KafkaError) {
    let list = try groupListing(timeout: timeout)
    if let error = list.errors.first(where: { $0.code == .unsupportedFeature }) { throw error }
    if list.names.isEmpty, let error = list.errors.first(where: { $0.code.isTransient }) { throw error }
  }

  /// Who is in a group and reads what.
  public final func describeGroup(_ name: String, timeout: Duration) throws(KafkaError) -> GroupDescription {
    let operation = "Describing the consumer group \"\(name)\""
    try checkGroupRequests(timeout: timeout)
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, timeout: timeout) {
      client, options, queue in
      unsafe name.withCString { text in
        var groups: UnsafePointer<CChar>? = unsafe text
        unsafe rd_kafka_DescribeConsumerGroups(client, &groups, 1, options, queue)
      }
    }
    var count = 0
    let result = unsafe rd_kafka_event_DescribeConsumerGroups_result(event.pointer)
    guard let groups = unsafe rd_kafka_DescribeConsumerGroups_result_groups(result, &count), count > 0,
      let group = unsafe groups[0]
    else {
      throw KafkaError(operation: operation, code: .unknownGroup)
    }
    return unsafe GroupDescription(group, operation: operation)
  }

  /// Deletes a group without members, and its offsets with it.
  public final func deleteGroup(_ name: String, timeout: Duration) throws(KafkaError) {
    let operation = "Deleting the consumer group \"\(name)\""
    try checkGroupRequests(timeout: timeout)
    guard var request = unsafe rd_kafka_DeleteGroup_new(name) as OpaquePointer? else {
      throw KafkaError(operation: operation, code: .failed)
    }
    defer { unsafe rd_kafka_DeleteGroup_destroy(request) }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_DELETEGROUPS, timeout: timeout) {
      client, options, queue in
      unsafe withOptional(&request) { unsafe rd_kafka_DeleteGroups(client, $0, 1, options, queue) }
    }
    var count = 0
    let result = unsafe rd_kafka_event_DeleteGroups_result(event.pointer)
    if let groups = unsafe rd_kafka_DeleteGroups_result_groups(result, &count), count > 0,
      let group = unsafe groups[0], let error = unsafe rd_kafka_group_result_error(group)
    {
      throw unsafe KafkaError(borrowing: error, operation: operation)
    }
  }
}

extension GroupDescription {
  init(_ native: OpaquePointer, operation: String) {
    name = unsafe String(librdkafka: rd_kafka_ConsumerGroupDescription_group_id(native))
    state = unsafe String(
      librdkafka: rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupDescription_state(native)))
    assignor = unsafe String(librdkafka: rd_kafka_ConsumerGroupDescription_partition_assignor(native))
    error = unsafe rd_kafka_ConsumerGroupDescription_error(native).map {
      unsafe KafkaError(borrowing: $0, operation: operation)
    }
    members = unsafe (0..<rd_kafka_ConsumerGroupDescription_member_count(native)).compactMap { index in
      unsafe rd_kafka_ConsumerGroupDescription_member(native, index).map { unsafe Member($0) }
    }
  }
}

extension GroupDescription.Member {
  init(_ native: OpaquePointer) {
    id = unsafe String(librdkafka: rd_kafka_MemberDescription_consumer_id(native))
    instanceID = unsafe rd_kafka_MemberDescription_group_instance_id(native).map { unsafe String(librdkafka: $0) }
    clientID = unsafe String(librdkafka: rd_kafka_MemberDescription_client_id(native))
    host = unsafe String(librdkafka: rd_kafka_MemberDescription_host(native))
    partitions = []
    if let assignment = unsafe rd_kafka_MemberDescription_assignment(native),
      let list = unsafe rd_kafka_MemberAssignment_partitions(assignment)
    {
      partitions = unsafe PartitionList.partitions(of: list)
    }
  }
}
