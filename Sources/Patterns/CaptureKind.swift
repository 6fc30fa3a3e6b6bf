/// What a capture may hold, and from which end of the text it is sought.
///
/// The raw value is the number of the kind's bit in `byteClasses` and in the compiled steps.
public enum CaptureKind: UInt8, Sendable, CaseIterable {
  /// One or more bytes, none a blank, a control character or DEL.
  case word = 0
  /// Letters, digits, `_`, `.` and `-`, at least one.
  case identifier = 1
  /// 1 to 19 digits, with or without a `-` before them.
  case number = 2
  /// 1 to 5 digits, at most 65535.
  case port = 3
  /// An IPv4 or IPv6 address (zone allowed) or a host name: letters, digits and `.`, `_`, `:`, `%`, `-`, at least one.
  case address = 4
  /// Blanks (0x20), also none, as many as there are; never captured, and the one kind that a capture may directly follow.
  case blanks = 5
  /// Any bytes, also none, as few as possible.
  case text = 6
  /// Any bytes, also none, as many as possible: what follows is sought from the end of the text.
  case user = 7

  /// The kind's word in a pattern.
  public var name: String {
    switch self {
    case .word: "word"
    case .identifier: "identifier"
    case .number: "number"
    case .port: "port"
    case .address: "address"
    case .blanks: "blanks"
    case .text: "text"
    case .user: "user"
    }
  }

  init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// How few bytes a capture of the kind has: 0 or 1.
  var minimumLength: Int {
    switch self {
    case .blanks, .text, .user: 0
    case .word, .identifier, .number, .port, .address: 1
    }
  }

  /// Whether the kind is a number in JSON where the field is one.
  public var isNumeric: Bool {
    self == .number || self == .port
  }

  /// Whether a byte may stand anywhere in a capture of the kind.
  func contains(_ byte: UInt8) -> Bool {
    switch self {
    case .text, .user:
      return true
    case .blanks:
      return byte == 0x20
    case .word:
      return byte > 0x20 && byte != 0x7F
    case .number:
      return isDigit(byte) || byte == UInt8(ascii: "-")
    case .port:
      return isDigit(byte)
    case .identifier:
      return isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-")
    case .address:
      return isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
    }
  }

  /// Whether the bytes as a whole are a value of the kind.
  func accepts(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count >= minimumLength, bytes.allSatisfy(contains) else { return false }
    switch self {
    case .number:
      let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
      return (1...19).contains(digits.count) && digits.allSatisfy(isDigit)
    case .port:
      return bytes.count <= 5 && bytes.reduce(0) { $0 * 10 + Int($1 &- 0x30) } <= 65535
    case .word, .identifier, .address, .blanks, .text, .user:
      return true
    }
  }
}

/// Which byte may stand in a capture of which kind.
///
/// Made once and never freed; nothing changes after `init`, hence `@unchecked`.
@safe final class ByteClasses: @unchecked Sendable {
  static let all = ByteClasses()

  /// For each byte a bit for each kind whose captures may hold it.
  let table: FlatArray<UInt8>

  private init() {
    table = FlatArray(
      (0...255).map { byte in
        CaptureKind.allCases.reduce(UInt8(0)) { $0 | ($1.contains(byte) ? 1 << $1.rawValue : 0) }
      })
  }
}

func isDigit(_ byte: UInt8) -> Bool {
  byte &- 0x30 < 10
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
  isDigit(byte) || (byte | 0x20) &- 0x61 < 26
}
