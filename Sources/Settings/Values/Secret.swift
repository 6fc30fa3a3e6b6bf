import Secrets

/// A text that printing, interpolating and reflecting do not show.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let text: String

  /// Keeps a text from being shown.
  public init(_ text: String) { self.text = text }

  /// The text itself, for the one call that needs it.
  public func revealed() -> String { text }

  /// What stands where a secret would.
  public static let mask = SecretRule.mask

  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
