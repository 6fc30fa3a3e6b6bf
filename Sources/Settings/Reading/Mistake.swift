import Base

/// One thing that a user got wrong, as a sentence that says where and what to do.
public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentence, safe to print, without secrets.
  public let description: String

  init(_ text: String) { description = text }

  init(_ origin: Origin, _ text: String) { description = "\(origin): \(text)" }
}

/// Everything that was wrong with a command line, its environment and its file.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// All mistakes, in the order of the sources: command line, environment, file, then missing and contradicting ones.
  public let mistakes: [Mistake]

  /// How the command is used, for below the mistakes.
  public let usage: String

  /// The exit code for wrong usage and configuration.
  public static let exitCode = ExitCode.usage.rawValue

  /// Several lines for standard error, a newline at the end.
  public var description: String {
    mistakes.map { "Error: \($0)\n" }.joined() + usage
  }
}
