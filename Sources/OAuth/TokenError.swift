/// Why there is no token, as a sentence without a secret.
public struct TokenError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  /// Whether trying again soon may help.
  let isTransient: Bool

  init(_ description: String, isTransient: Bool = false) {
    self.description = description
    self.isTransient = isTransient
  }
}
