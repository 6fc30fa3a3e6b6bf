/// What a JSON Web Token (RFC 7519) says of itself; nothing of it is verified, which is the broker's business.
struct TokenClaims {
  var expiryMilliseconds: Int64?
  var subject: String?

  /// nil for a token that is no JWT.
  init?(ofToken token: String) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Self.decode(parts[1]), let json = FlatJSON(bytes) else { return nil }
    if let seconds = json.numbers["exp"], (0...253_402_300_799).contains(seconds) {
      expiryMilliseconds = Int64(seconds * 1000)
    }
    if let text = json.texts["sub"], !text.isEmpty, text.utf8.count <= 256,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    {
      subject = text
    }
  }

  /// base64url without padding (RFC 4648, section 5).
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
      let value: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
      case UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "_"): value = 63
      case UInt8(ascii: "="): continue
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    return bytes
  }
}
