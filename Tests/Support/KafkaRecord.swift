public import Kafka

/// A record that was read, copied out of its batch.
public struct KafkaRecord: Sendable {
  public let partition: Int32
  public let offset: Int64
  public let timestampMilliseconds: Int64?
  public let key: [UInt8]?
  public let value: [UInt8]?
  public let headers: [Header]

  public struct Header: Hashable, Sendable {
    public var name: String
    public var value: String?

    public init(_ name: String, _ value: String?) {
      self.name = name
      self.value = value
    }
  }

  public init(_ message: borrowing Message) throws {
    partition = message.partition
    offset = message.offset
    timestampMilliseconds = message.timestampMilliseconds
    key = message.key?.bytes
    value = message.value?.bytes
    var headers: [Header] = []
    try message.forEachHeader { name, value in
      headers.append(Header(name.text, value?.text))
    }
    self.headers = headers
  }

  /// The values of all headers of a name.
  public func headers(_ name: String) -> [String?] { headers.filter { $0.name == name }.map(\.value) }

  /// The value of a header that stands once, else nil.
  public func header(_ name: String) -> String? {
    let values = headers(name)
    return values.count == 1 ? values[0] : nil
  }
}

extension Span<UInt8> {
  /// A copy.
  public var bytes: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }

  /// A copy as text, with U+FFFD for what is not UTF-8.
  public var text: String { unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }
}
