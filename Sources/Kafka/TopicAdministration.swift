import CLibrdkafka

extension Client {
  /// A topic's configuration as the broker applies it, defaults included; sensitive values are left out.
  public final func describeTopicConfiguration(
    _ topic: String, timeout: Duration
  ) throws(KafkaError) -> [String: String] {
    let operation = "Describing the configuration"
    guard var resource = unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic) as OpaquePointer? else {
      throw KafkaError(operation: operation, code: .invalidTopic, topic: topic)
    }
    defer { unsafe rd_kafka_ConfigResource_destroy(resource) }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout: timeout) {
      client, options, queue in
      unsafe withOptional(&resource) { unsafe rd_kafka_DescribeConfigs(client, $0, 1, options, queue) }
    }
    var count = 0
    let result = unsafe rd_kafka_event_DescribeConfigs_result(event.pointer)
    guard let resources = unsafe rd_kafka_DescribeConfigs_result_resources(result, &count), count > 0,
      let answer = unsafe resources[0]
    else {
      throw KafkaError(operation: operation, code: .failed, topic: topic)
    }
    let code = unsafe rd_kafka_ConfigResource_error(answer)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(
        code, operation: operation, reason: unsafe String(librdkafka: rd_kafka_ConfigResource_error_string(answer)),
        topic: topic)
    }
    var values: [String: String] = [:]
    guard let entries = unsafe rd_kafka_ConfigResource_configs(answer, &count) else { return values }
    for index in 0..<count {
      guard let entry = unsafe entries[index], unsafe rd_kafka_ConfigEntry_is_sensitive(entry) == 0,
        let value = unsafe rd_kafka_ConfigEntry_value(entry)
      else { continue }
      values[unsafe String(librdkafka: rd_kafka_ConfigEntry_name(entry))] = unsafe String(cString: value)
    }
    return values
  }

  /// Creates a topic and waits until the brokers know it.
  ///
  /// - Parameter replicationFactor: -1 is the broker's default.
  public final func createTopic(
    _ topic: String, partitionCount: Int32, replicationFactor: Int32 = -1, configuration: [String: String] = [:],
    timeout: Duration
  ) throws(KafkaError) {
    let operation = "Creating the topic"
    let (made, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_NewTopic_new(topic, partitionCount, replicationFactor, buffer, capacity) as OpaquePointer?
    }
    guard var request = unsafe made else {
      throw KafkaError(operation: operation, code: .invalidArgument, reason: text, topic: topic)
    }
    defer { unsafe rd_kafka_NewTopic_destroy(request) }
    for (name, value) in configuration {
      try unsafe KafkaError.check(
        rd_kafka_NewTopic_set_config(request, name, value), "Setting the topic property \"\(name)\"", topic: topic)
    }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout: timeout) {
      client, options, queue in
      unsafe withOptional(&request) { unsafe rd_kafka_CreateTopics(client, $0, 1, options, queue) }
    }
    var count = 0
    let result = unsafe rd_kafka_event_CreateTopics_result(event.pointer)
    let results = unsafe rd_kafka_CreateTopics_result_topics(result, &count)
    try unsafe checkTopicResults(results, count: count, operation: operation)
  }

  /// Deletes a topic with all its records, and waits for the controller's answer (`rd_kafka_DeleteTopics`).
  public final func deleteTopic(_ topic: String, timeout: Duration) throws(KafkaError) {
    let operation = "Deleting the topic"
    guard var request = unsafe rd_kafka_DeleteTopic_new(topic) as OpaquePointer? else {
      throw KafkaError(operation: operation, code: .invalidTopic, topic: topic)
    }
    defer { unsafe rd_kafka_DeleteTopic_destroy(request) }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout: timeout) {
      client, options, queue in
      unsafe withOptional(&request) { unsafe rd_kafka_DeleteTopics(client, $0, 1, options, queue) }
    }
    var count = 0
    let result = unsafe rd_kafka_event_DeleteTopics_result(event.pointer)
    let results = unsafe rd_kafka_DeleteTopics_result_topics(result, &count)
    try unsafe checkTopicResults(results, count: count, operation: operation)
  }

  /// Grows a topic; keys then go to other partitions than before.
  public final func createPartitions(of topic: String, totalCount: Int, timeout: Duration) throws(KafkaError) {
    let operation = "Adding partitions"
    let (made, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_NewPartitions_new(topic, max(totalCount, 0), buffer, capacity) as OpaquePointer?
    }
    guard var request = unsafe made else {
      throw KafkaError(operation: operation, code: .invalidArgument, reason: text, topic: topic)
    }
    defer { unsafe rd_kafka_NewPartitions_destroy(request) }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, timeout: timeout) {
      client, options, queue in
      unsafe withOptional(&request) { unsafe rd_kafka_CreatePartitions(client, $0, 1, options, queue) }
    }
    var count = 0
    let result = unsafe rd_kafka_event_CreatePartitions_result(event.pointer)
    let results = unsafe rd_kafka_CreatePartitions_result_topics(result, &count)
    try unsafe checkTopicResults(results, count: count, operation: operation)
  }

  /// Deletes what is older than each offset; `TopicPartitionOffset.end` deletes all.
  ///
  /// - Returns: the first offset that is left, for each partition.
  public final func deleteRecords(
    before offsets: [TopicPartitionOffset], timeout: Duration
  ) throws(KafkaError) -> [TopicPartitionResult] {
    let operation = "Deleting records"
    let list = PartitionList(offsets)
    guard var request = unsafe rd_kafka_DeleteRecords_new(list.pointer) as OpaquePointer? else {
      throw KafkaError(operation: operation, code: .failed)
    }
    defer { unsafe rd_kafka_DeleteRecords_destroy(request) }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_DELETERECORDS, timeout: timeout) {
      client, options, queue in
      unsafe withOptional(&request) { unsafe rd_kafka_DeleteRecords(client, $0, 1, options, queue) }
    }
    let result = unsafe rd_kafka_event_DeleteRecords_result(event.pointer)
    guard let answer = unsafe rd_kafka_DeleteRecords_result_offsets(result) else { return [] }
    return unsafe PartitionList.results(of: answer)
  }
}
