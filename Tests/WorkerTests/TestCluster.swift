import CLibrdkafka
import Dispatch
import Testing
import Worker

@testable import Kafka

/// A mock cluster with the three topics, what was produced to it, and what the group had committed at which time.
///
/// Used on one thread, see `onThread`.
final class TestCluster {
  let mock: MockCluster
  let partitionCount: Int32
  let outputPartitionCount: Int32
  private(set) var sent: [(input: Input, offset: Int64)] = []
  private var workers: [RunningWorker] = []
  private var samples: [Sample] = []
  private let observer: Consumer
  private var lastSample = ContinuousClock.now

  /// The committed offsets, and where the output topics ended afterwards.
  private struct Sample {
    var committed: [Int32: Int64]
    var ends: [Place: Int64]
  }

  private struct Place: Hashable {
    var isEvent: Bool
    var partition: Int32
  }

  static let input = "raw"
  static let output = "events"
  static let deadLetters = "dead-letters"
  static let group = "workers"
  /// Leads the raw topic and coordinates the group.
  static let inputBroker: Int32 = 1
  /// Leads the topics that the worker writes to.
  static let outputBroker: Int32 = 2

  init(brokerCount: Int32 = 2, partitionCount: Int32 = 2, outputPartitionCount: Int32 = 2) throws {
    mock = try MockCluster(brokerCount: brokerCount)
    self.partitionCount = partitionCount
    self.outputPartitionCount = outputPartitionCount
    try mock.createTopic(Self.input, partitionCount: partitionCount)
    for topic in [Self.output, Self.deadLetters] {
      try mock.createTopic(topic, partitionCount: outputPartitionCount)
      for partition in 0..<outputPartitionCount {
        try mock.setLeader(of: TopicPartition(topic: topic, partition: partition), to: Self.outputBroker)
      }
    }
    for partition in 0..<partitionCount {
      try mock.setLeader(of: TopicPartition(topic: Self.input, partition: partition), to: Self.inputBroker)
    }
    try mock.setCoordinator(ofGroup: Self.group, to: Self.inputBroker)
    var properties = ClientConfiguration(["bootstrap.servers": mock.bootstrapServers])
    properties.set("group.id", to: Self.group)
    observer = try Consumer(configuration: properties)
  }

  /// Settings with short times, and the properties given on top.
  func configuration(_ properties: KeyValuePairs<String, String> = [:]) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      brokers: mock.bootstrapServers, input: Self.input, output: Self.output, deadLetters: Self.deadLetters,
      group: Self.group)
    configuration.commitInterval = .milliseconds(100)
    configuration.sessionTimeout = .seconds(10)
    configuration.drainTimeout = .seconds(30)
    configuration.closeTimeout = .seconds(10)
    configuration.progressInterval = .zero
    configuration.passThrough = [
      ("heartbeat.interval.ms", "200"), ("retry.backoff.ms", "20"), ("reconnect.backoff.ms", "20"),
      ("reconnect.backoff.max.ms", "100"), ("topic.metadata.refresh.fast.interval.ms", "50"),
    ]
    for (name, value) in properties { configuration.passThrough.append((name, value)) }
    return configuration
  }

  /// Starts a worker that ends with this object at the latest.
  func start(_ configuration: WorkerConfiguration, limits: TopicLimits = TopicLimits()) throws -> RunningWorker {
    let worker = try RunningWorker(configuration, limits: limits)
    workers.append(worker)
    return worker
  }

  // MARK: - Input

  func produce(_ inputs: [Input]) throws {
    let producer = try Producer(configuration: ClientConfiguration(["bootstrap.servers": mock.bootstrapServers]))
    let topic = try producer.topic(Self.input)
    for (index, input) in inputs.enumerated() {
      var headers = Headers()
      for header in input.headers { headers.add(bytes: header.name, header.value) }
      let key = input.key.map { Array($0.utf8) }
      let outcome = producer.produce(
        to: topic, partition: input.partition, value: input.value?.span, key: key?.span,
        timestampMilliseconds: 1_764_000_000_000, headers: &headers, opaque: UInt(index))
      guard case .queued = outcome else {
        Issue.record("An input was not queued: \(outcome).")
        return
      }
    }
    var offsets: [Int: Int64] = [:]
    let isFlushed = producer.flush(within: .seconds(60)) { report in offsets[Int(report.opaque)] = report.offset }
    try #require(isFlushed)
    for (index, input) in inputs.enumerated() { sent.append((input, try #require(offsets[index]))) }
    _ = producer.close(within: .seconds(10))
  }

  // MARK: - Watching

  /// Waits and looks at the committed offsets meanwhile; the limit only ends what would else never end.
  func wait(_ limit: Duration = .seconds(60), until condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
      try #require(.now < deadline, "what was waited for did not come")
      if .now - lastSample > .milliseconds(200) { sample() }
      rest(.milliseconds(10))
    }
  }

  func rest(_ time: Duration) {
    _ = DispatchSemaphore(value: 0).wait(
      timeout: .now() + .milliseconds(Int(time / .milliseconds(1))))
  }

  /// The committed offset of each partition, 0 where there is none; nil if nobody answers.
  func committed() -> [Int32: Int64]? {
    let places = (0..<partitionCount).map { TopicPartition(topic: Self.input, partition: $0) }
    guard let results = try? observer.committed(places, timeout: .seconds(2)) else { return nil }
    return Dictionary(
      results.filter { $0.error == nil }.map { ($0.topicPartition.partition, $0.nextOffset ?? 0) },
      uniquingKeysWith: max)
  }

  /// Whether the group has a committed offset of a partition; false also if nobody answers.
  func hasCommitted(_ partition: Int32) -> Bool {
    let place = TopicPartition(topic: Self.input, partition: partition)
    let result = try? observer.committed([place], timeout: .seconds(2)).first
    return result?.error == nil && result?.nextOffset != nil
  }

  /// Whether all that was produced is committed.
  var isAllCommitted: Bool {
    var ends: [Int32: Int64] = [:]
    for message in sent { ends[message.input.partition] = max(ends[message.input.partition] ?? 0, message.offset + 1) }
    guard let committed = committed() else { return false }
    return ends.allSatisfy { committed[$0.key] == $0.value }
  }

  private func sample() {
    lastSample = .now
    // The committed offsets first: what stands in the topics later may be more, never less.
    if let committed = committed(), let ends = ends() { samples.append(Sample(committed: committed, ends: ends)) }
  }

  private func ends() -> [Place: Int64]? {
    let places = [Self.output, Self.deadLetters].flatMap { topic in
      (0..<outputPartitionCount).map { TopicPartition(topic: topic, partition: $0) }
    }
    // The time -1 is the end. `queryWatermarks` would wait without end for a leader that is away.
    guard let results = try? observer.offsets(of: places, since: -1, timeout: .seconds(2)) else { return nil }
    var ends: [Place: Int64] = [:]
    if results.contains(where: { $0.error != nil }) {
      // A client that has heard of a topic that does not exist asks no more for a while.
      for topic in [Self.output, Self.deadLetters] { _ = try? observer.metadata(topic: topic, timeout: .seconds(1)) }
    }
    for result in results {
      guard result.error == nil, let end = result.nextOffset else { return nil }
      ends[Place(isEvent: result.topicPartition.topic == Self.output, partition: result.topicPartition.partition)] = end
    }
    return ends.count == places.count ? ends : nil
  }

  // MARK: - Output

  /// All that stands in the output topics, by partition and offset.
  func outputs() throws -> [Output] {
    var found = ends()
    try wait {
      if found == nil { found = self.ends() }
      return found != nil
    }
    let ends = try #require(found)
    var properties = ClientConfiguration(["bootstrap.servers": mock.bootstrapServers])
    properties.set("group.id", to: "reader")
    let consumer = try Consumer(configuration: properties)
    try consumer.assign(
      ends.keys.map { place in
        TopicPartitionOffset(
          topic: place.isEvent ? Self.output : Self.deadLetters, partition: place.partition,
          nextOffset: TopicPartitionOffset.beginning)
      })
    var batch = MessageBatch(capacity: 1000)
    var outputs: [Output] = []
    let expected = ends.values.reduce(0, +)
    let deadline = ContinuousClock.now + .seconds(60)
    while outputs.count < expected {
      try #require(.now < deadline, "the output topics could not be read")
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      for index in 0..<batch.count { outputs.append(try Self.output(batch[index])) }
    }
    batch.removeAll()
    _ = consumer.close(within: .seconds(10))
    return outputs.sorted {
      ($0.isEvent ? 1 : 0, $0.partition, $0.offset) < ($1.isEvent ? 1 : 0, $1.partition, $1.offset)
    }
  }

  private static func output(_ message: borrowing Message) throws -> Output {
    var headers: [(name: String, value: String)] = []
    try message.forEachHeader { name, value in headers.append((text(name) ?? "", text(value) ?? "")) }
    return Output(
      isEvent: message.topic == output, partition: message.partition, offset: message.offset, key: text(message.key),
      number: bytes(message.value).flatMap(Output.number), byteCount: message.value?.count, headers: headers)
  }

  // MARK: - The proof

  /// Expects that every record came out, in order for its key, and that no committed offset was ahead of that at any time.
  ///
  /// - Returns: the outputs, for what else a test wants to know.
  @discardableResult
  func expectNothingLost(
    isComplete: Bool = true, isOrdered: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [Output] {
    let outputs = try outputs()
    sample()
    var places: [Int: [Output]] = [:]
    for output in outputs {
      if let number = output.number { places[number, default: []].append(output) }
    }
    let missing = sent.flatMap(\.input.numbers).filter { places[$0] == nil }
    if isComplete {
      let places = outputs.prefix(100).map {
        "\($0.isEvent ? "event" : "letter") \($0.partition)/\($0.offset): \($0.number.map { "\($0)" } ?? "?")"
      }
      #expect(
        missing.isEmpty, "records that did not come out: \(missing.count); what did: \(places.joined(separator: ", "))",
        sourceLocation: sourceLocation)
    }
    for sample in samples {
      for (input, offset) in sent where offset < sample.committed[input.partition] ?? 0 {
        for number in input.numbers {
          let wasWritten = (places[number] ?? []).contains { output in
            output.offset < sample.ends[Place(isEvent: output.isEvent, partition: output.partition)] ?? 0
          }
          guard wasWritten else {
            Issue.record(
              "offset \(offset) of partition \(input.partition) was committed before record \(number) was written",
              sourceLocation: sourceLocation)
            return outputs
          }
        }
      }
    }
    if isOrdered { expectOrder(outputs, sourceLocation) }
    return outputs
  }

  private func expectOrder(_ outputs: [Output], _ sourceLocation: SourceLocation) {
    var partitionOf: [Int: Int32] = [:]
    for message in sent { for number in message.input.numbers { partitionOf[number] = message.input.partition } }
    struct Line: Hashable {
      var inputPartition: Int32
      var key: String?
    }
    var last: [Line: Int] = [:]
    var seen: Set<Int> = []
    for output in outputs where output.isEvent {
      guard let number = output.number, let partition = partitionOf[number], seen.insert(number).inserted else {
        continue
      }
      let line = Line(inputPartition: partition, key: output.key)
      if let before = last[line], before > number {
        Issue.record("record \(number) came out behind record \(before) of its key", sourceLocation: sourceLocation)
        return
      }
      last[line] = number
    }
  }

  /// How many records came out more than once.
  static func repeatCount(_ outputs: [Output]) -> Int {
    let numbers = outputs.compactMap(\.number)
    return numbers.count - Set(numbers).count
  }

  deinit {
    for worker in workers { worker.stop.request() }
    for worker in workers { worker.waitForEnd(.seconds(10)) }
    _ = observer.close(within: .seconds(10))
  }
}

extension Headers {
  /// A header whose name need not be UTF-8, as another client may write it.
  fileprivate mutating func add(bytes name: [UInt8], _ value: [UInt8]) {
    if isEmpty {
      add("first", "header")
    }
    unsafe name.withUnsafeBytes { name in
      unsafe value.withUnsafeBytes { value in
        _ = unsafe rd_kafka_header_add(
          pointer, name.baseAddress?.assumingMemoryBound(to: CChar.self), name.count, value.baseAddress, value.count)
      }
    }
  }
}

func bytes(_ span: Span<UInt8>?) -> [UInt8]? {
  guard let span else { return nil }
  return span.indices.map { span[$0] }
}

func text(_ span: Span<UInt8>?) -> String? { bytes(span).map { String(decoding: $0, as: UTF8.self) } }
