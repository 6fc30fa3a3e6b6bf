import TestSupport
import Testing

@testable import chaos

/// An end that nothing provides for, or that comes without a word, has no kind.
@Suite struct WorkerEndTests {
  private func log(_ messages: (level: String, text: String)...) -> WorkerLog {
    WorkerLog(
      messages.map {
        "{\"@timestamp\":\"2026-11-24T15:53:26.798Z\",\"log.level\":\"\($0.level)\",\"message\":\"\($0.text)\"}"
      }.joined(separator: "\n"))
  }

  private var begun: (level: String, text: String) { ("info", "joining the group") }

  @Test func `exit code 0 needs a stop and the word that everything is committed`() {
    let done = log(begun, ("info", "stopped: everything is acknowledged and committed"))
    #expect(WorkerEnd(ending: .exited(0), log: done, wasAsked: true).kind == .clean)
    #expect(WorkerEnd(ending: .exited(0), log: done).kind == nil)
    #expect(WorkerEnd(ending: .exited(0), log: log(begun), wasAsked: true).kind == nil)
    #expect(WorkerEnd(ending: .exited(0), log: log(), wasAsked: true).kind == .clean)
  }

  @Test func `exit code 5 needs a stop, a cause and a word`() {
    let undone = log(begun, ("warning", "stopped before everything was acknowledged"))
    #expect(WorkerEnd(ending: .exited(5), log: undone, wasAsked: true, isDisturbed: true).kind == .hardStop)
    #expect(WorkerEnd(ending: .exited(5), log: undone, isDisturbed: true).kind == nil)
    #expect(WorkerEnd(ending: .exited(5), log: log(begun), wasAsked: true, isDisturbed: true).kind == nil)
  }

  @Test func `exit code 3 needs a refusal that the sentence names`() {
    let refused = log(begun, ("critical", "Give the worker's user the right, then start it again."))
    let words = WorkerLog.wordsOfMissingRights
    #expect(WorkerEnd(ending: .exited(3), log: refused, wordsOfRefusals: words).kind == .refused)
    #expect(WorkerEnd(ending: .exited(3), log: refused).kind == nil)
    #expect(
      WorkerEnd(ending: .exited(3), log: refused, wordsOfRefusals: WorkerLog.wordsOfRecreation).kind == nil)
    #expect(WorkerEnd(ending: .exited(3), log: log(begun), wordsOfRefusals: words).kind == nil)
  }

  @Test func `exit code 1 is only that of a worker that was shut out or whose client broke`() {
    let fenced = log(("critical", "Another worker with the same transactional id has taken over."))
    #expect(WorkerEnd(ending: .exited(1), log: fenced, isTransactional: true).kind == .fenced)
    #expect(WorkerEnd(ending: .exited(1), log: fenced).kind == nil)
    #expect(WorkerEnd(ending: .exited(1), log: log(begun), isDisturbed: true).kind == nil)
    #expect(WorkerEnd(ending: .signalled(11), log: log(begun), isDisturbed: true).kind == nil)
  }
}
