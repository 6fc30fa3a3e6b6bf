/// The type of a field in Elasticsearch, as far as patterns can write it.
public enum FieldType: String, Sendable {
  case keyword
  case wildcard
  case matchOnlyText = "match_only_text"
  case long
  /// A number with a fraction; a pattern gives it without one.
  case float
  case ip
  /// A keyword field that holds an array; what a pattern gives becomes its one element.
  case keywordArray = "keyword[]"
}

/// A field that a pattern can fill: one of ECS, or one of the product's own under `azure_linux`.
public struct Field: Sendable, Hashable {
  /// The whole dotted path in the event, e.g. `user.name` or `azure_linux.ssh.method`.
  public let path: String
  public let type: FieldType
  /// Whether the field lives under `azure_linux` and not in ECS.
  public let isOwn: Bool

  /// The name as pattern files write it: `.ssh.method` for an own field, else the path.
  public var name: String {
    isOwn ? String(path.dropFirst(Self.ownRoot.count)) : path
  }

  static let ownRoot = "azure_linux"

  /// The kind of a capture of this field that names none.
  var defaultKind: CaptureKind {
    if let kind = FieldTable.specialKinds[path] { return kind }
    switch type {
    case .keyword, .keywordArray: return .word
    case .wildcard, .matchOnlyText: return .text
    case .long, .float: return .number
    case .ip: return .address
    }
  }

  /// Why a capture of a kind cannot be written into the field, or nil if it can.
  func refusal(of kind: CaptureKind) -> String? {
    switch type {
    case .long, .float: kind.isNumeric ? nil : "is a number in ECS; use the kind number or port"
    case .ip: kind == .address ? nil : "is an IP address in ECS; use the kind address"
    case .keyword, .keywordArray, .wildcard, .matchOnlyText: nil
    }
  }
}
