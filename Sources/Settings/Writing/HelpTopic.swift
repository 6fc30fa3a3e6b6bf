/// A page of `help` that is about neither a command nor a setting.
public struct HelpTopic: Sendable {
  /// The word after `help`. A topic takes precedence over a command group of the same name.
  public let name: String
  public let summary: String
  private let write: @Sendable () -> String

  /// The page, ready to print; written when it is asked for.
  public var text: String { write() }

  public init(_ name: String, summary: String, text: @autoclosure @escaping @Sendable () -> String) {
    self.name = name
    self.summary = summary
    write = text
  }
}
