/// What the matcher found out about one text.
public struct MatchResult: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// The pattern with this index in `Catalogue.patterns` fits.
    case matched(pattern: Int)
    /// No pattern fits although the program is known or the text claimed.
    case gap
    /// No pattern fits and none had to.
    case unknownProgram
  }

  public let outcome: Outcome
  /// How many bytes of program and text were looked at, each as often as it was; a measure of the work.
  public let steps: Int
}
