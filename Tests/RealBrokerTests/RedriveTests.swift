import TestSupport
import Testing

extension AgainstRealKafka {
  /// Dead letters on their way again, by the binary.
  @Suite struct RedriveTests {
    private static let count = 60

    private func redrive(_ topics: WorkerTopics, _ extra: String...) -> [String] {
      ["dead-letters", "redrive"] + topics.arguments() + ["--execute", "--no-json"] + extra
    }

    private func texts(of topic: String, _ topics: WorkerTopics) throws -> [String] {
      try TopicReader(topics.cluster).records(of: topic).map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }

    @Test func `a second redrive is refused while the first is at work, and goes on behind it once that was killed`()
      throws
    {
      let topics = try WorkerTopics(cluster.get())
      let values = (0..<Self.count).map { "no record \($0)" }
      try topics.cluster.produce(values.map { NewRecord(text: $0) }, to: topics.deadLetters)
      let first = try ProgramUnderTest.start(redrive(topics, "--rate", "1"))
      let hasBegun = Pause.until { ((try? texts(of: topics.input, topics)) ?? []).count >= 3 }
      #expect(hasBegun, "\(first.errorText)")
      let second = try ProgramUnderTest.run(redrive(topics))
      #expect(second.exitCode == 6, "\(second.error)")
      #expect(second.error.contains("Another redrive of the group"))
      _ = first.kill()
      // The coordinator forgets a member that says nothing any more.
      let isDone = Pause.until {
        guard let run = try? ProgramUnderTest.run(redrive(topics, "--rate", "off")) else { return false }
        return run.exitCode == 0
      }
      #expect(isDone)
      let sent = try texts(of: topics.input, topics)
      #expect(Set(sent) == Set(values))
      // What was sent in the last second before the end may come again.
      #expect(sent.count < Self.count + 30, "\(sent.count)")
      #expect(try ProgramUnderTest.run(redrive(topics)).outputText.hasPrefix("0 dead letters looked at"))
    }

    @Test func `what a repair reads is healed by a worker that mends as well`() throws {
      let topics = try WorkerTopics(cluster.get())
      let broken = "{\"properties\":{\"ident\":\"app\",\"Msg\":\"two\nlines\"}}"
      try topics.cluster.produce([NewRecord(text: broken)], to: topics.input)
      try topics.runWorker()
      #expect(try texts(of: topics.deadLetters, topics) == [broken])
      let run = try ProgramUnderTest.run(redrive(topics, "--repair", "raw-newlines", "--only-healed"))
      #expect(run.exitCode == 0 && run.outputText.contains("1 sent to the input topic"), "\(run.error)")
      try topics.runWorker("--repair", "raw-newlines", "--format", "ecs")
      let events = try texts(of: topics.output, topics)
      #expect(events.count == 1)
      #expect(events.first?.contains(#""message":"two\nlines""#) == true)
      #expect(events.first?.contains(#""tags":["repaired_raw_newlines"]"#) == true)
    }
  }
}
