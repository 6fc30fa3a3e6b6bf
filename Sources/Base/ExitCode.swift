/// How the program ends, for supervisors and scripts: one code for each thing that they do about it.
public enum ExitCode: Int32, CaseIterable, Sendable {
  /// The work is done.
  case success = 0
  /// Something failed that a new start may repair.
  case failure = 1
  /// The command line, a setting or a pattern file is wrong.
  case usage = 2
  /// A broker refuses, or does not answer a tool.
  case refused = 3
  /// A dead-letter limit was passed.
  case deadLetterLimit = 4
  /// Stopped before everything was acknowledged.
  case drainTimedOut = 5
  /// A command found what it looks for, or its group has members.
  case finding = 6

  /// The code's line in the documentation, in Markdown.
  public var meaning: String {
    switch self {
    case .success: "done, or stopped by a signal after draining"
    case .failure:
      "unexpected error, another worker with the same transactional id took over, or no progress with `--on-stall exit`"
    case .usage: "wrong usage, settings or pattern file"
    case .refused: "the broker refuses: login, permissions, a topic"
    case .deadLetterLimit: "stopped by the dead-letter limit"
    case .drainTimedOut: "stopped before everything was acknowledged; that work will be repeated"
    case .finding:
      "`normalize`, `explain`, `demo` or `dead-letters test` found dead letters or differences; `offsets reset` or `redrive` refused "
        + "because the group has members"
    }
  }

  /// Whether a supervisor should start a worker that ended with the code again; nil where that is no question.
  public var isWorthRestarting: Bool? {
    switch self {
    case .success, .finding: nil
    case .failure, .drainTimedOut: true
    case .usage, .refused, .deadLetterLimit: false
    }
  }

  /// All codes as a table in Markdown.
  public static var markdown: String {
    let rows = allCases.map { code in
      let restart = code.isWorthRestarting.map { $0 ? "yes " : "no " } ?? ""
      return "| \(code.rawValue) | \(code.meaning) | \(restart)|"
    }
    return (["| exit code | meaning | start it again? |", "| --- | --- | --- |"] + rows).joined(separator: "\n")
  }
}
