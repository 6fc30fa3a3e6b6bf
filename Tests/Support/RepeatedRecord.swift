/// A record of the input that came out more than once into one topic.
public struct RepeatedRecord: Sendable {
  public let partition: Int32
  public let offset: Int64
  /// Its index in a batch, else 0.
  public let record: Int
  public internal(set) var places: [DeliveredOutput.Place]
}

extension RepeatedRecord: CustomStringConvertible {
  public var description: String {
    "record \(partition)/\(offset)/\(record) is \(places.map { "\($0)" }.joined(separator: " and "))"
  }
}
