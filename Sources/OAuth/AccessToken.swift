import StrictJSON

/// A bearer token and what must be known of it to use it.
public struct AccessToken: Sendable {
  /// The token itself: a secret.
  public let value: String
  /// When it expires, in milliseconds since 1970.
  public let expiryMilliseconds: Int64
  /// Whom it stands for, by its claim `sub`; "azure-linux-ecs" where it says nothing.
  public let principal: String

  static let unknownPrincipal = "azure-linux-ecs"
  /// A token that does not say when it expires is asked for again after some minutes.
  static let assumedLifetimeMilliseconds: Int64 = 300_000

  /// Reads a token; of a JWT the claims `exp` and `sub` count, else the lifetime that came with it.
  init(_ text: String, lifetimeSeconds: Double? = nil, now: Int64) throws(TokenError) {
    let value = text.trimmingWhitespace()
    guard !value.isEmpty else { throw TokenError("there is no token in it") }
    // RFC 6750, 2.1: what a token may consist of; anything else would break the login's message.
    let isLegal = value.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
    guard isLegal else { throw TokenError("it holds more than one token: blanks or characters that none may have") }
    let claims = TokenClaims(ofToken: value)
    let lifetime = lifetimeSeconds.flatMap { (1...31_536_000).contains($0) ? Int64($0 * 1000) : nil }
    let expiry = claims?.expiryMilliseconds ?? (now + (lifetime ?? Self.assumedLifetimeMilliseconds))
    guard expiry > now else { throw TokenError("the token has expired") }
    self.value = value
    expiryMilliseconds = expiry
    principal = claims?.subject ?? Self.unknownPrincipal
  }
}

extension StringProtocol {
  /// Without blanks and line breaks at both ends.
  func trimmingWhitespace() -> String {
    let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    let scalars = Array(unicodeScalars)
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[first...last])
    return String(result)
  }
}

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

/// The strings and numbers of one JSON object; what is nested or broken is left out.
struct FlatJSON {
  private(set) var texts: [String: String] = [:]
  private(set) var numbers: [String: Double] = [:]

  /// nil for anything but one object.
  init?(_ bytes: [UInt8]) {
    do throws(JSONError) {
      try read(bytes)
    } catch {
      return nil
    }
  }

  private mutating func read(_ bytes: [UInt8]) throws(JSONError) {
    var reader = JSONReader(bytes.span)
    try reader.beginObject()
    var isFirst = true
    while let key = try reader.nextKey(isFirst: &isFirst) {
      let value = try reader.readValue()
      guard let name = Self.text(key, bytes) else { continue }
      switch value.kind {
      case .string: texts[name] = Self.text(value, bytes)
      case .number: numbers[name] = Double(String(decoding: bytes[value.range], as: UTF8.self))
      default: continue
      }
    }
    try reader.expectEnd()
  }

  /// No name or value that is read here needs escapes; one that has them is as good as none.
  private static func text(_ slice: JSONSlice, _ bytes: [UInt8]) -> String? {
    slice.hasEscapes ? nil : String(decoding: bytes[slice.range], as: UTF8.self)
  }
}
