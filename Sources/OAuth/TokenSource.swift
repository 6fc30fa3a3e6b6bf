/// Where tokens come from.
public enum TokenSource: Sendable {
  /// A file, read at each renewal.
  case file(String)
  /// A program and its arguments, run at each renewal; no shell reads them.
  case command([String])
  /// A token endpoint (RFC 6749, 4.4).
  case endpoint(TokenRequest)
}

/// What is asked of a token endpoint.
public struct TokenRequest: Sendable {
  /// How the client shows who it is.
  public enum Credential: Sendable {
    /// A client secret that does not change.
    case secret(String)
    /// A file with the client secret, read at each renewal.
    case secretFile(String)
    /// A file with a signed token (RFC 7523), read at each renewal: Azure's workload identity.
    case assertionFile(String)
  }

  public var url: String
  public var clientID: String
  public var credential: Credential
  public var scope: String?
  /// Certificate authorities (PEM); nil for the system's.
  public var authorities: String?

  public init(url: String, clientID: String, credential: Credential, scope: String? = nil, authorities: String? = nil) {
    self.url = url
    self.clientID = clientID
    self.credential = credential
    self.scope = scope
    self.authorities = authorities
  }
}
