/// A page of `help` that is about neither a command nor a setting.
public struct HelpTopic: Sendable {
  /// The word after `help`. A topic takes precedence over a command group of the same name.
  public let name: String
  public let summary: String
  /// The page, ready to print.
  public let text: String

  public init(_ name: String, summary: String, text: String) {
    self.name = name
    self.summary = summary
    self.text = text
  }
}
