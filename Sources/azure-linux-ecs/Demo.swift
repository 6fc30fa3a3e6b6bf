import CFixtures
import CommandLine
import Kafka
import Logging
import Normalizer
import Patterns
import Settings
import Synchronization
import Worker

/// One demonstration: three topics, the fixtures in the first, the worker, and what stands in the others afterwards.
struct Demo {
  private let values: SettingValues
  private let catalogue: Catalogue
  private let configuration: WorkerConfiguration
  private static let partitions: Int32 = 3
  private static let patience = Duration.seconds(20)

  init(values: SettingValues, catalogue: Catalogue, bootstrapServers: String) {
    self.values = values
    self.catalogue = catalogue
    var configuration = values.workerConfiguration
    configuration.brokers = bootstrapServers
    configuration.input = "raw"
    configuration.output = "events"
    configuration.deadLetters = "dead-letters"
    configuration.group = "demo"
    configuration.securityProperties = ClientConfiguration()
    configuration.tokenProvider = nil
    self.configuration = configuration
  }

  func createTopics(_ cluster: borrowing MockCluster) throws(KafkaError) {
    for topic in [configuration.input, configuration.output, configuration.deadLetters] {
      try cluster.createTopic(topic, partitionCount: Self.partitions)
    }
    Output.standard.write("Kafka in this process at \(configuration.brokers): topics raw, events, dead-letters\n")
  }

  /// Every fixture, and after them a record without a value, which no file can be.
  func produceFixtures() throws(KafkaError) {
    let producer = try Producer(configuration: properties())
    let topic = try producer.topic(configuration.input)
    for (index, fixture) in Fixture.all.enumerated() {
      _ = producer.produce(
        to: topic, partition: Int32(index) % Self.partitions, value: fixture.value.span, key: nil,
        timestampMilliseconds: Fixture.timestampMilliseconds, opaque: 0)
    }
    _ = producer.produce(to: topic, partition: 0, value: nil, key: nil, opaque: 0)
    guard producer.flush(within: Self.patience, { _ in }) else {
      throw KafkaError(
        operation: "Producing the fixtures", code: .timedOut, reason: "they were not acknowledged in time")
    }
    _ = producer.close(within: .seconds(5))
    Output.standard.write("produced \(Self.messageCount) messages to raw: the files of Fixtures/ and a tombstone\n")
    Output.standard.flush()
  }

  static var messageCount: Int { Fixture.all.count + 1 }

  /// The real worker, stopped when all is acknowledged.
  func runWorker() throws(KafkaError) -> WorkerOutcome {
    let stop = StopSignal()
    var logger = values.logger("worker")
    // What librdkafka says of a cluster that is no real one is no news.
    if !values.isSet(SettingKey.logLevel) { logger.logLevel = .critical }
    let worker = try Worker(
      configuration, catalogue: catalogue, limits: TopicLimits(), logger: logger, stop: stop,
      onProgress: { if $0.doneMessages >= Self.messageCount { stop.request() } })
    return worker.run()
  }

  // MARK: - Looking at the result

  /// Shows what came out; returns whether it is what the fixtures say.
  func report() throws(KafkaError) -> Bool {
    let (events, deadLetters) = try readOutput()
    Output.standard.write("\nevents: \(events.count)\n")
    Output.standard.write("\ndead letters: \(deadLetters.count)\n")
    for letter in deadLetters {
      let reason = letter.reason.padding(to: 18)
      Output.standard.write(
        "  \(reason)\(letter.place.padding(to: 14))\(Terminal.sanitize(letter.detail, limit: 90))\n")
    }
    Output.standard.write("\ncommitted offsets of the group demo\n")
    for line in try committedOffsets() { Output.standard.write("  \(line)\n") }

    let differences = FixtureComparison.differences(events: events, deadLetters: deadLetters.map(\.reason))
    guard !values.isSet(SettingKey.format), !values.isSet(SettingKey.unmatched), !values.isSet(SettingKey.foreign),
      values[SettingKey.patterns].isEmpty
    else {
      Output.standard.write("\nnot compared with the fixtures, which are made with the default settings\n")
      return true
    }
    for difference in differences { Output.error.write("differs: \(Terminal.sanitize(difference, limit: 400))\n") }
    if differences.isEmpty { Output.standard.write("\nAll output matches Fixtures/expected.\n") }
    return differences.isEmpty
  }

  struct DeadLetter {
    var reason = ""
    var detail = ""
    var place = ""
  }

  private func readOutput() throws(KafkaError) -> (events: [String], deadLetters: [DeadLetter]) {
    var properties = properties()
    properties.set("group.id", to: "demo-reader")
    properties.set("auto.offset.reset", to: "earliest")
    properties.set("enable.auto.commit", to: "false")
    let consumer = try Consumer(configuration: properties)
    let topics = [configuration.output, configuration.deadLetters]
    var start: [TopicPartitionOffset] = []
    var expected = 0
    for topic in topics {
      for partition in 0..<Self.partitions {
        let place = TopicPartition(topic: topic, partition: partition)
        expected += Int(try consumer.queryWatermarks(of: place, timeout: Self.patience).high)
        start.append(TopicPartitionOffset(topicPartition: place, nextOffset: TopicPartitionOffset.beginning))
      }
    }
    try consumer.assign(start)
    var events: [String] = []
    var deadLetters: [DeadLetter] = []
    var batch = MessageBatch(capacity: 100)
    let deadline = ContinuousClock.now + Self.patience
    while events.count + deadLetters.count < expected, .now < deadline {
      _ = consumer.poll(into: &batch, timeout: .milliseconds(200))
      for index in 0..<batch.count {
        let message = batch[index]
        if message.topic == configuration.output {
          events.append(string(message.value))
        } else {
          deadLetters.append(try deadLetter(message))
        }
      }
    }
    batch.removeAll()
    _ = consumer.close(within: .seconds(5))
    return (events, deadLetters.sorted { ($0.reason, $0.place) < ($1.reason, $1.place) })
  }

  private func deadLetter(_ message: borrowing Message) throws(KafkaError) -> DeadLetter {
    var letter = DeadLetter()
    var partition = ""
    var offset = ""
    var record = ""
    try message.forEachHeader { name, value in
      switch DeadLetterHeader(rawValue: string(name)) {
      case .reason: letter.reason = string(value)
      case .detail: letter.detail = string(value)
      case .partition: partition = string(value)
      case .offset: offset = string(value)
      case .record: record = "/" + string(value)
      default: break
      }
    }
    letter.place = "raw/\(partition)/\(offset)\(record)"
    return letter
  }

  private func committedOffsets() throws(KafkaError) -> [String] {
    var properties = properties()
    properties.set("group.id", to: configuration.group)
    let consumer = try Consumer(configuration: properties)
    let places = (0..<Self.partitions).map { TopicPartition(topic: configuration.input, partition: $0) }
    var lines: [String] = []
    for result in try consumer.committed(places, timeout: Self.patience) {
      let end = try consumer.queryWatermarks(of: result.topicPartition, timeout: Self.patience).high
      lines.append("\(result.topicPartition)  \(result.nextOffset.map(String.init) ?? "none") of \(end)")
    }
    _ = consumer.close(within: .seconds(5))
    return lines
  }

  private func properties() -> ClientConfiguration {
    var properties = ClientConfiguration()
    properties.set("bootstrap.servers", to: configuration.brokers)
    properties.set("fetch.wait.max.ms", to: "10")
    return properties
  }

  private func string(_ bytes: Span<UInt8>?) -> String {
    guard let bytes else { return "" }
    return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

/// Holds what came out against what `Fixtures/expected` says, in any order: partitions have none among themselves.
enum FixtureComparison {
  private static let deadLetterStart = "{\"dead_letter\":{\"reason\":\""

  /// One sentence for each thing that is missing or too much.
  static func differences(events: [String], deadLetters reasons: [String]) -> [String] {
    var expectedEvents: [String] = []
    // The tombstone, which is no file.
    var expectedReasons = ["empty_value"]
    for line in Fixture.all.flatMap(\.expected) {
      if line.hasPrefix(deadLetterStart) {
        expectedReasons.append(String(line.dropFirst(deadLetterStart.count).prefix { $0 != "\"" }))
      } else {
        expectedEvents.append(line)
      }
    }
    return differences(events, expectedEvents, "event") + differences(reasons, expectedReasons, "dead letter")
  }

  private static func differences(_ found: [String], _ expected: [String], _ what: String) -> [String] {
    var counts: [String: Int] = [:]
    for item in expected { counts[item, default: 0] += 1 }
    for item in found { counts[item, default: 0] -= 1 }
    return counts.sorted { $0.key < $1.key }.compactMap { item, count in
      count == 0 ? nil : "\(what) \(count > 0 ? "missing" : "not expected"): \(item)"
    }
  }
}

/// A Kafka value that the project ships, and what the worker makes of it.
struct Fixture {
  let name: String
  let value: [UInt8]
  /// Events and dead letters, one JSON object each, as `normalize` writes them.
  let expected: [String]

  /// All files of `Fixtures/`, embedded in the binary.
  static let all: [Fixture] = {
    var fixtures: [Fixture] = []
    guard var next = unsafe embedded_fixtures() else { return [] }
    while let name = unsafe next.pointee.name {
      let fixture = unsafe next.pointee
      let expected = unsafe String(
        decoding: UnsafeBufferPointer(start: fixture.expected, count: fixture.expected_length), as: UTF8.self)
      unsafe fixtures.append(
        Fixture(
          name: String(cString: name),
          value: Array(UnsafeBufferPointer(start: fixture.value, count: fixture.value_length)),
          expected: expected.split(separator: "\n").map(String.init)))
      unsafe next += 1
    }
    return fixtures
  }()

  /// The Kafka timestamp that the fixtures are produced with: 2026-03-14T09:26:54.000Z.
  static let timestampMilliseconds: Int64 = 1_773_480_414_000
}
