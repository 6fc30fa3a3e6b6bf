public import Kafka

/// An event or dead letter as it was read, with what its headers say about its origin.
public struct DeliveredOutput: Sendable {
  public enum Topic: Hashable, Sendable { case events, deadLetters }

  /// A place in an output topic.
  public struct Place: Hashable, Sendable {
    public var topic: Topic
    public var partition: Int32
    public var offset: Int64

    public init(topic: Topic, partition: Int32, offset: Int64) {
      self.topic = topic
      self.partition = partition
      self.offset = offset
    }
  }

  public var place: Place
  public var key: [UInt8]?
  /// nil for an event.
  public var reason: String?
  /// Whether an event was written beside the dead letter on purpose.
  public var isEmitted = false
  public var sourcePartition: Int32
  public var sourceOffset: Int64
  /// nil for a value that is no batch.
  public var sourceRecord: Int?
  /// Which topic of the input's name the record stood in, counted from 1.
  public var generation = 1

  public init(
    place: Place, key: [UInt8]?, reason: String? = nil, sourcePartition: Int32, sourceOffset: Int64,
    sourceRecord: Int? = nil
  ) {
    self.place = place
    self.key = key
    self.reason = reason
    self.sourcePartition = sourcePartition
    self.sourceOffset = sourceOffset
    self.sourceRecord = sourceRecord
  }

  /// Reads an event of a worker with `--source-headers`.
  public init(event message: borrowing Message) throws { try self.init(message, in: .events, prefix: "source.") }

  public init(deadLetter message: borrowing Message) throws {
    try self.init(message, in: .deadLetters, prefix: "dead_letter.")
  }

  private init(_ message: borrowing Message, in topic: Topic, prefix: String) throws {
    place = Place(topic: topic, partition: message.partition, offset: message.offset)
    key = message.key?.bytes
    var partition: Int32?
    var offset: Int64?
    var record: Int?
    var reason: String?
    var isEmitted = false
    var generation = 1
    try message.forEachHeader { name, value in
      if let value, name.text == LoadProducer.generationHeader { generation = Int(value.text) ?? 0 }
      guard let value, name.text.hasPrefix(prefix) else { return }
      switch name.text.dropFirst(prefix.count) {
      case "partition": partition = Int32(value.text)
      case "offset": offset = Int64(value.text)
      case "record": record = Int(value.text)
      case "reason": reason = value.text
      case "emitted": isEmitted = value.text == "true"
      default: break
      }
    }
    guard let partition, let offset else {
      throw TestSupportError("The output at \(place) does not say where it comes from.")
    }
    guard topic == .events || reason != nil else {
      throw TestSupportError("The dead letter at \(place) has no reason.")
    }
    sourcePartition = partition
    sourceOffset = offset
    sourceRecord = record
    self.generation = generation
    self.reason = topic == .events ? nil : reason
    self.isEmitted = isEmitted
  }
}

extension DeliveredOutput.Place: CustomStringConvertible {
  public var description: String { "\(topic == .events ? "event" : "dead letter") \(partition)/\(offset)" }
}
