/// A bearer token for SASL/OAUTHBEARER (RFC 7628, KIP-255).
public struct OAuthToken: Sendable {
  /// The token itself: a secret, sent to the broker as it is.
  public var value: String
  /// When it expires, in milliseconds since 1970.
  public var expiryMilliseconds: Int64
  /// The name of the user, as librdkafka logs it; Kafka takes the one in the token.
  public var principal: String

  /// A token that is valid until `expiryMilliseconds`, in milliseconds since 1970.
  public init(value: String, expiryMilliseconds: Int64, principal: String) {
    self.value = value
    self.expiryMilliseconds = expiryMilliseconds
    self.principal = principal
  }
}

/// Gets a token; `configuration` is the value of `sasl.oauthbearer.config`.
///
/// It is called from librdkafka's background thread, may block, and what it throws becomes the client's error text, so
/// no secret may be in it.
public typealias OAuthTokenProvider = @Sendable (_ configuration: String) throws -> OAuthToken
