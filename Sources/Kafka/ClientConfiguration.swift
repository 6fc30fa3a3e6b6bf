import CLibrdkafka
import Secrets

/// librdkafka's properties for one client: names and values as its CONFIGURATION.md lists them, in the order they were set.
///
/// A property of a topic, such as `acks`, may be set here too; librdkafka then makes it the default of every topic.
/// Names and values are checked by librdkafka alone, so that a newer library's properties pass through.
public struct ClientConfiguration: Hashable, Sendable {
  /// One property.
  public struct Property: Hashable, Sendable {
    /// The name as CONFIGURATION.md of librdkafka has it, such as `linger.ms`.
    public var name: String
    /// The value as text, in the unit that the name says; it may be a secret.
    public var value: String
  }

  /// All that was set, in the order of their first setting; values may be secrets.
  public private(set) var properties: [Property] = []

  /// A configuration in which everything is librdkafka's default.
  public init() {}

  /// A configuration with these properties; of a name that is there twice the last value counts.
  public init(_ properties: KeyValuePairs<String, String>) {
    for (name, value) in properties {
      set(name, to: value)
    }
  }

  /// Sets a property; a value that was set before is replaced and keeps its place.
  public mutating func set(_ name: String, to value: String) {
    if let index = properties.firstIndex(where: { $0.name == name }) {
      properties[index].value = value
    } else {
      properties.append(Property(name: name, value: value))
    }
  }

  /// Sets a property unless it was set before.
  public mutating func setDefault(_ name: String, to value: String) {
    if self[name] == nil {
      set(name, to: value)
    }
  }

  /// Removes a property, so that librdkafka's default applies.
  public mutating func remove(_ name: String) {
    properties.removeAll { $0.name == name }
  }

  /// The value that was set, not librdkafka's default.
  public subscript(name: String) -> String? {
    properties.first { $0.name == name }?.value
  }

  /// Names the program to the broker: `client.software.name` and `client.software.version` (KIP-511).
  ///
  /// The version gets librdkafka's appended, as librdkafka's INTRODUCTION.md asks of language bindings. Characters that
  /// the broker would refuse become "-".
  public mutating func identify(software name: String, version: String) {
    set("client.software.name", to: Self.softwareWord(name))
    set("client.software.version", to: Self.softwareWord("\(version)-librdkafka-\(LibraryVersion.text)"))
  }

  /// KIP-511 allows letters, digits, "." and "-", with a letter or digit at both ends.
  private static func softwareWord(_ text: String) -> String {
    let isPlain = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    let bytes = text.utf8.map { isPlain($0) || $0 == 0x2E ? $0 : 0x2D }
    guard let first = bytes.firstIndex(where: isPlain), let last = bytes.lastIndex(where: isPlain) else {
      return "unknown"
    }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// Whether librdkafka takes every name and value; the sum of them is only checked when a client is made.
  public func validate() throws(KafkaError) {
    let native = try NativeConfiguration(self)
    _ = consume native
  }
}

extension ClientConfiguration: CustomStringConvertible {
  /// One `name=value` a line; the value of whatever may be a secret is hidden.
  public var description: String {
    properties.map { "\($0.name)=\($0.displayValue)" }.joined(separator: "\n")
  }
}

extension ClientConfiguration.Property {
  /// The value as it may be shown to people and written to logs.
  public var displayValue: String { SecretRule.shown(value, of: name) }

  /// Whether the value may hold a secret (`SecretRule`).
  public var isSecret: Bool { SecretRule.hides(value, of: name) }
}

/// The one owner of an `rd_kafka_conf_t` until a client takes it over.
@safe struct NativeConfiguration: ~Copyable {
  private(set) var pointer: OpaquePointer?

  /// Throws librdkafka's own words about the first name or value that it refuses.
  init(_ configuration: ClientConfiguration) throws(KafkaError) {
    unsafe pointer = unsafe rd_kafka_conf_new()
    for property in configuration.properties {
      try set(property)
    }
  }

  private func set(_ property: ClientConfiguration.Property) throws(KafkaError) {
    let operation = "Setting the Kafka property \"\(property.name)\""
    guard !property.name.utf8.contains(0), !property.value.utf8.contains(0) else {
      throw KafkaError(operation: operation, code: .invalidArgument, reason: "it contains a NUL character")
    }
    let (result, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_conf_set(pointer, property.name, property.value, buffer, capacity)
    }
    guard result != RD_KAFKA_CONF_OK else { return }
    // librdkafka repeats the refused value in its text.
    let reason = property.isSecret && result == RD_KAFKA_CONF_INVALID ? "its value is not valid" : text
    throw KafkaError(operation: operation, code: .invalidArgument, reason: reason)
  }

  /// Makes the client, which then owns the configuration (`rd_kafka_new`).
  consuming func makeClient(_ kind: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
    let operation = kind == RD_KAFKA_CONSUMER ? "Making a consumer" : "Making a producer"
    let (client, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_new(kind, pointer, buffer, capacity)
    }
    guard let client = unsafe client else {
      throw KafkaError(operation: operation, code: .invalidArgument, reason: text)
    }
    unsafe pointer = nil
    return unsafe client
  }

  deinit {
    if let pointer = unsafe pointer {
      unsafe rd_kafka_conf_destroy(pointer)
    }
  }
}
