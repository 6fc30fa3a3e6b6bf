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
