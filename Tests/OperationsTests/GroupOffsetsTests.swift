import Kafka
import TestSupport
import Testing

@testable import Operations

@Suite struct GroupOffsetsTests {
  private func reset(
    _ group: String, _ topic: TopicSelection, to target: OffsetTarget, on cluster: TestCluster, at time: Int64? = nil
  ) throws -> ResetPlan {
    let offsets = try GroupOffsets(group: group, access: cluster.access)
    defer { offsets.close() }
    let states = try offsets.offsets(of: offsets.partitions(of: [topic]), atMilliseconds: time)
    let plan = try ResetPlan(states, to: target)
    // The mock cluster cannot describe groups.
    if cluster.isReal {
      try offsets.describe()
      try offsets.refuseMembers()
    }
    try offsets.commit(plan)
    return plan
  }

  private func committed(_ group: String, _ topic: String, on cluster: TestCluster) throws -> [Int64?] {
    let offsets = try GroupOffsets(group: group, access: cluster.access)
    defer { offsets.close() }
    return try offsets.offsets(of: offsets.partitions(of: [TopicSelection(topic: topic)])).map(\.committed)
  }

  @Test func `a group that has never been is given offsets, and then others`() throws {
    let cluster = try TestCluster()
    let topic = try cluster.createTopic("raw", partitionCount: 2)
    try cluster.produce((0..<10).map { TestCluster.Record(partition: $0 % 2, value: "\($0)") }, to: topic)
    let latest = try reset("ecs", TopicSelection(topic: topic), to: .latest, on: cluster)
    #expect(latest.skipped == 10)
    #expect(try committed("ecs", topic, on: cluster) == [5, 5])
    let back = try reset("ecs", TopicSelection(topic: topic, partitions: [1]), to: .shift(-2), on: cluster)
    #expect(back.again == 2)
    #expect(try committed("ecs", topic, on: cluster) == [5, 3])
  }

  @Test func `the oldest unread record gives its age, and a read partition none`() throws {
    let cluster = try TestCluster()
    let topic = try cluster.createTopic("raw", partitionCount: 2)
    try cluster.produce(
      (0..<4).map { TestCluster.Record(partition: $0 % 2, value: "x", timestampMilliseconds: 1000 + Int64($0)) },
      to: topic)
    _ = try reset("ecs", TopicSelection(topic: topic, partitions: [0]), to: .offset(1), on: cluster)
    _ = try reset("ecs", TopicSelection(topic: topic, partitions: [1]), to: .latest, on: cluster)
    let offsets = try GroupOffsets(group: "ecs", access: cluster.access)
    defer { offsets.close() }
    let states = try offsets.offsets(of: offsets.partitions(of: [TopicSelection(topic: topic)]))
    let oldest = try offsets.oldestUnread(states)
    #expect(oldest == [TopicPartition(topic: topic, partition: 0): 1002])
    let report = OffsetsReport(
      group: "ecs", description: nil, partitions: states, oldestUnread: oldest, nowMilliseconds: 62_002)
    #expect(report.text.contains("1 min 1 s  -"))
    #expect(report.text.contains("members unknown, 1 record behind"))
  }

  @Test func `without a commit the lag is unknown and not zero`() throws {
    let states = [
      PartitionOffsets(
        topicPartition: TopicPartition(topic: "raw", partition: 0), committed: nil, low: 0, high: 7)
    ]
    let report = OffsetsReport(
      group: "ecs", description: nil, partitions: states, oldestUnread: [:], nowMilliseconds: 0)
    #expect(report.json.contains(#""committed":null,"start":0,"end":7,"lag":null"#))
    #expect(report.text.contains("no committed offset"))
  }

  /// UNSTABLE_OFFSET_COMMIT (88): a transaction that sends offsets is open, as after a killed exactly-once worker.
  @Test(arguments: [KafkaError.Code(rawValue: 88), .unknownServerError, .groupAuthorization])
  func `an error of one partition is not an empty commit`(code: KafkaError.Code) throws {
    let places = (0..<2).map { TopicPartition(topic: "raw", partition: $0) }
    let results = [
      TopicPartitionResult(topicPartition: places[0], nextOffset: nil, error: nil),
      TopicPartitionResult(topicPartition: places[1], nextOffset: nil, error: code),
    ]
    for isLenient in [false, true] {
      #expect { try OperationFailure.check(commits: results, of: "ecs", isLenient: isLenient) } throws: { error in
        (error as? OperationFailure)?.exitCode == 3
      }
    }
    try OperationFailure.check(commits: [results[0]], of: "ecs")
    let hidden = [TopicPartitionResult(topicPartition: places[1], nextOffset: nil, error: .topicAuthorization)]
    try OperationFailure.check(commits: hidden, of: "ecs", isLenient: true)
  }

  @Test func `unknown topics and partitions are sentences`() throws {
    let cluster = try TestCluster()
    let topic = try cluster.createTopic("raw")
    let offsets = try GroupOffsets(group: "ecs", access: cluster.access)
    defer { offsets.close() }
    #expect { try offsets.partitions(of: [TopicSelection(topic: topic, partitions: [1])]) } throws: {
      $0 as? OperationFailure
        == OperationFailure("The topic \(topic) has no partition 1; it has 1 partition.", exitCode: 2)
    }
  }

  @Test func `brokers that do not answer in time are exit code 3`() throws {
    var access = try TestCluster().access
    access.properties.set("bootstrap.servers", to: "127.0.0.1:1")
    access.timeout = .milliseconds(300)
    let offsets = try GroupOffsets(group: "ecs", access: access)
    defer { offsets.close() }
    #expect { try offsets.partitions(of: [TopicSelection(topic: "raw")]) } throws: {
      ($0 as? OperationFailure)?.exitCode == 3
    }
  }

  @Test(.onRealBroker)
  func `a group with members is refused, without them it is reset by time`() throws {
    let cluster = try TestCluster(real: KafkaCluster.shared.get().bootstrapServers)
    let topic = try cluster.createTopic("raw")
    let group = topic
    try cluster.produce(
      (1...4).map { TestCluster.Record(value: "\($0)", timestampMilliseconds: Int64($0) * 1000) }, to: topic)
    let member = try Consumer(configuration: cluster.configuration(["group.id": group, "client.id": "worker"]))
    try member.subscribe(to: [topic])
    var batch = MessageBatch(capacity: 10)
    let deadline = ContinuousClock.now + .seconds(60)
    var isMember = false
    while !isMember, .now < deadline {
      member.poll(into: &batch, timeout: .milliseconds(50))
      while let rebalance = member.takeRebalance() { try member.completeAssign(of: rebalance) }
      isMember = try !member.assignment().isEmpty
    }
    #expect(isMember)
    let offsets = try GroupOffsets(group: group, access: cluster.access)
    try offsets.describe()
    let report = OffsetsReport(
      group: group, description: offsets.description,
      partitions: try offsets.offsets(of: offsets.partitions(of: [TopicSelection(topic: topic)])), oldestUnread: [:],
      nowMilliseconds: 0)
    offsets.close()
    #expect(report.text.contains(/[0-9a-f]{8} \(worker, 127\.0\.0\.1\)/), "\(report.text)")
    #expect(report.json.contains(#""member_id":"worker-"#) && report.json.contains(#""instance_id":null"#))
    #expect { try reset(group, TopicSelection(topic: topic), to: .earliest, on: cluster) } throws: { error in
      (error as? OperationFailure)?.exitCode == 6
    }
    batch.removeAll()
    #expect(member.close(within: .seconds(30)))
    let plan = try reset(group, TopicSelection(topic: topic), to: .time(2500), on: cluster, at: 2500)
    #expect(plan.rows.map(\.new) == [2])
    #expect(try committed(group, topic, on: cluster) == [2])
  }
}
