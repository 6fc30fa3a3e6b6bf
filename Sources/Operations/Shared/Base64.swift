import FoundationEssentials

/// Bytes as text that every JSON reader takes (RFC 4648).
enum Base64 {
  static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
