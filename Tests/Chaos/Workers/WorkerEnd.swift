@unsafe @preconcurrency import Glibc
import TestSupport

/// How a worker ended, and in what circumstances; it must have said why, and there must be a reason for it.
struct WorkerEnd {
  /// An end that is provided for.
  enum Kind {
    case clean
    /// Work was left that will be done again.
    case hardStop
    /// Another worker of its name has shut it out.
    case fenced
    /// An error of librdkafka's that it cannot go on after; a supervisor starts such a worker again.
    case brokenClient
    /// Something that a broker refuses.
    case refused
  }

  let ending: ChildProcess.Ending?
  let log: WorkerLog
  /// Whether it was sent SIGTERM.
  var wasAsked = false
  /// Whether something that it depends on is, or was just now, out of order.
  var isDisturbed = false
  /// Whether it has slept longer than its session.
  var wasZombie = false
  /// Words of which its last sentence must have one, if something may have been refused.
  var wordsOfRefusals: [String] = []
  var isTransactional = false

  /// nil for an end that nothing provides for, or that the worker says nothing about.
  var kind: Kind? {
    switch ending {
    // Before it has joined there is nothing to say.
    case .exited(0) where wasAsked && (log.saysDone || !log.says(["joining the group"])): .clean
    // It had not reached its first line; before that there is nothing to drain.
    case .signalled(SIGTERM) where wasAsked && log.lines.isEmpty: .clean
    case .exited(5) where wasAsked && log.saysUndone && (isDisturbed || wasZombie || !log.admissions.isEmpty): .hardStop
    case .exited(3) where wordsOfRefusals.contains { log.lastWord?.contains($0) ?? false }: .refused
    case .exited(1) where isTransactional && log.lastWord?.contains("has taken over") ?? false: .fenced
    case .exited(1) where isDisturbed && log.hasBrokenClient: .brokenClient
    default: nil
    }
  }

  /// Its ending and its last complaints, in lines.
  var description: String {
    let text = ending.map { "\($0)" } ?? "still running"
    return ([text] + log.complaints).joined(separator: "\n    ")
  }
}
