import TestSupport
import Testing

extension AgainstRealKafka {
  /// Dead letters on their way again, by the binary.
  @Suite struct RedriveTests {
    private static let count = 60

    private func redrive(_ topics: WorkerTopics, _ extra: String...) -> [String] {
      ["dead-letters", "redrive"] + topics.arguments() + ["--execute", "--no-json", "--trust-unverified"] + extra
    }

    private func texts(of topic: String, _ topics: WorkerTopics) throws -> [String] {
      try TopicReader(topics.cluster).records(of: topic).map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }

    @Test func `a second redrive is refused while the first is at work, and goes on behind it once that was killed`()
      throws
    {
      let topics = try WorkerTopics(cluster.get())
      let values = (0..<Self.count).map { "no record \($0)" }
      let headers = [
        KafkaRecord.Header("dead_letter.reason", "invalid_json"), KafkaRecord.Header("dead_letter.topic", topics.input),
      ]
      try topics.cluster.produce(
        values.map { NewRecord(value: Array($0.utf8), headers: headers) }, to: topics.deadLetters)
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

    @Test func `a range hides nothing from a later run, which sends exactly the rest`() throws {
      let topics = try WorkerTopics(cluster.get())
      let headers = [
        KafkaRecord.Header("dead_letter.reason", "invalid_json"), KafkaRecord.Header("dead_letter.topic", topics.input),
      ]
      try topics.cluster.produce(
        (0..<8).map { number in
          NewRecord(
            value: Array("\(number)".utf8), headers: headers,
            timestampMilliseconds: 1_790_000_000_000 + Int64(number) * 1000)
        }, to: topics.deadLetters)
      let first = try ProgramUnderTest.run(redrive(topics, "--since", "2026-09-21T14:13:25"))
      #expect(first.outputText.contains("3 sent to the input topic"), "\(first.outputText) \(first.error)")
      let second = try ProgramUnderTest.run(redrive(topics))
      #expect(second.outputText.contains("5 sent to the input topic"), "\(second.outputText) \(second.error)")
      #expect(try texts(of: topics.input, topics) == ["5", "6", "7", "0", "1", "2", "3", "4"])
      let third = try ProgramUnderTest.run(redrive(topics))
      #expect(third.outputText.hasPrefix("0 dead letters looked at"), "\(third.outputText)")
      let command = "azure-linux-ecs offsets reset --brokers \(topics.cluster.bootstrapServers) --group "
      #expect(third.outputText.contains(command), "\(third.outputText)")
      #expect(third.outputText.contains("--topic \(topics.deadLetters) --to-earliest --execute\n"))
    }

    @Test func `a worker's dead letters are confirmed by the input, go back once, and keep the record's time`() throws {
      let topics = try WorkerTopics(cluster.get())
      let time: Int64 = 1_700_000_000_123
      let gap = #"{"properties":{"ident":"sshd","Msg":"unheard of"}}"#
      try topics.cluster.produce(
        (0..<3).map { NewRecord(value: Array(gap.utf8), key: "\($0)", timestampMilliseconds: time) }
          + [NewRecord(value: Array("[\(gap),{\"x\":1}]".utf8), timestampMilliseconds: time)], to: topics.input)
      try topics.runWorker()
      // Otherwise anyone who may write to the topic could create events.
      try topics.cluster.produce([NewRecord(text: "no dead letter")], to: topics.deadLetters)
      let command = ["dead-letters", "redrive"] + topics.arguments() + ["--execute", "--no-json"]
      let run = try ProgramUnderTest.run(command + ["--reason", "unmatched_message"])
      #expect(run.exitCode == 0 && run.outputText.contains("4 sent to the input topic"), "\(run.error)")
      #expect(run.outputText.contains("1 left, since they have no dead_letter.* headers"))
      let rest = try ProgramUnderTest.run(command)
      #expect(rest.outputText.contains("1 sent to the input topic"), "\(rest.outputText) \(rest.error)")
      try topics.runWorker("--unmatched", "emit", "--format", "ecs")
      let events = try texts(of: topics.output, topics)
      #expect(events.count == 4)
      #expect(events.allSatisfy { $0.contains(#""@timestamp":"2023-11-14T22:13:20.123Z""#) }, "\(events)")
    }

    @Test func `what a repair reads is healed by a worker that repairs as well`() throws {
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
