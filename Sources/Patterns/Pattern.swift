/// A line with captures, the programs that write it and what it means.
public struct Pattern: Sendable {
  /// The place in `Catalogue.patterns`; a pattern with a smaller index is tried earlier in its section.
  public let index: Int
  /// The name of the file it comes from.
  public let file: String
  /// The line of that file, counted from 1.
  public let line: Int
  /// Whether the file is one of the user's.
  public let isUserDefined: Bool
  /// The pattern as written, without its keyword.
  public let source: String
  /// The title of its event, e.g. `login accepted`.
  public let title: String
  /// The programs whose texts it is tried on.
  public let programs: [ProgramName]
  /// What it can capture, in the order of their first appearance; the index is that of `Matcher.captureRange(_:)`.
  public let captures: [Capture]
  public let meaning: Meaning
  public let samples: [Sample]

  /// The ways to read it, without optionals and alternatives, in the order of trial.
  let expansions: [Expansion]
  /// What must not occur twice in a text; nil if anything may.
  let once: OnceMarkers?
}

/// A named part of a pattern.
public struct Capture: Sendable, Hashable {
  public let field: Field
  public let kind: CaptureKind
}
