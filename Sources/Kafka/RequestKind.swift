/// A request of Kafka's protocol, by its API key (https://kafka.apache.org/protocol#protocol_api_keys).
public struct RequestKind: RawRepresentable, Hashable, Sendable {
  /// The API key of the protocol.
  public let rawValue: Int16

  /// A request by its API key, also one without a constant here.
  public init(rawValue: Int16) {
    self.rawValue = rawValue
  }

  /// `Produce`.
  public static let produce = RequestKind(rawValue: 0)
  /// `Fetch`.
  public static let fetch = RequestKind(rawValue: 1)
  /// `ListOffsets`.
  public static let listOffsets = RequestKind(rawValue: 2)
  /// `Metadata`.
  public static let metadata = RequestKind(rawValue: 3)
  /// `OffsetCommit`.
  public static let offsetCommit = RequestKind(rawValue: 8)
  /// `OffsetFetch`.
  public static let offsetFetch = RequestKind(rawValue: 9)
  /// `FindCoordinator`.
  public static let findCoordinator = RequestKind(rawValue: 10)
  /// `JoinGroup`.
  public static let joinGroup = RequestKind(rawValue: 11)
  /// `Heartbeat`.
  public static let heartbeat = RequestKind(rawValue: 12)
  /// `LeaveGroup`.
  public static let leaveGroup = RequestKind(rawValue: 13)
  /// `SyncGroup`.
  public static let syncGroup = RequestKind(rawValue: 14)
  /// `ApiVersions`.
  public static let apiVersions = RequestKind(rawValue: 18)
  /// `InitProducerId`.
  public static let initProducerID = RequestKind(rawValue: 22)
  /// `AddPartitionsToTxn`.
  public static let addPartitionsToTransaction = RequestKind(rawValue: 24)
  /// `AddOffsetsToTxn`.
  public static let addOffsetsToTransaction = RequestKind(rawValue: 25)
  /// `EndTxn`.
  public static let endTransaction = RequestKind(rawValue: 26)
  /// `TxnOffsetCommit`.
  public static let transactionOffsetCommit = RequestKind(rawValue: 28)
}
