import TestSupport
import Testing

extension AgainstRealKafka {
  /// What a worker does with topics and brokers that are not as it needs them.
  @Suite struct RefusalTests {
    @Test func `a missing output topic ends run with 3 and a sentence that names it`() throws {
      let topics = try WorkerTopics(cluster.get())
      let worker = try ProgramUnderTest.start(
        ["run"] + topics.arguments(output: "no-such-topic"))
      #expect(worker.wait(limit: .seconds(60)) == .exited(3))
      #expect(worker.errorText.contains("The topic no-such-topic does not exist. Create it"))
      #expect(try topics.committed().isEmpty)
    }

    @Test(arguments: ["run", "check"])
    func `a controller's port ends run and check with 3, a sentence and a short log`(command: String) throws {
      let topics = try WorkerTopics(cluster.get())
      let address = try #require(topics.cluster.bootstrapServers.split(separator: ",").first)
      let parts = address.split(separator: ":")
      // The controller listens on the port after the broker's.
      let port = try #require(parts.last.flatMap { Int($0) }) + 1
      var arguments = topics.arguments()
      arguments[try #require(arguments.firstIndex(of: "--brokers")) + 1] = "127.0.0.1:\(port)"
      let worker = try ProgramUnderTest.start([command] + arguments)
      #expect(worker.wait(limit: .seconds(60)) == .exited(3))
      let text = worker.errorText + worker.outputText
      #expect(text.contains("is no broker for clients, most likely a KRaft controller"), "\(text.prefix(2000))")
      #expect(worker.errorText.split(separator: "\n").count < 40)
    }

    @Test func `check says which topic is missing and ends with 3`() throws {
      let topics = try WorkerTopics(cluster.get())
      let result = try ProgramUnderTest.run(["check"] + topics.arguments(deadLetters: "no-such-topic"))
      #expect(result.exitCode == 3)
      #expect(
        result.outputLines.contains { $0.hasPrefix("not ok") && $0.contains("topic no-such-topic does not exist") })
      #expect(result.outputText.contains("kafka-topics.sh --bootstrap-server "))
      #expect(result.outputLines.contains { $0.hasPrefix("ok") && $0.contains("topic \(topics.input) exists") })
    }

    @Test func `check finds nothing wrong with a cluster that has everything`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 2)
      let result = try ProgramUnderTest.run(["check"] + topics.arguments())
      #expect(result.exitCode == 0, "\(result.outputText)\(result.error)")
      let findings = result.outputLines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ") }
      #expect(findings.contains { $0.hasPrefix("ok") && $0.contains("brokers at \(topics.cluster.bootstrapServers)") })
      for topic in [topics.input, topics.output, topics.deadLetters] {
        #expect(findings.contains { $0.hasPrefix("ok") && $0.contains("topic \(topic) exists with 2 partitions") })
      }
      #expect(
        findings.contains {
          $0.hasPrefix("ok") && $0.contains("group \(topics.group) has a coordinator and may be seen")
        })
      #expect(findings.contains { $0.hasPrefix("ok") && $0.contains("topic \(topics.input) may be read") })
      // Before librdkafka 2.3 nobody can tell without trying.
      #expect(findings.filter { !$0.hasPrefix("not ok") && $0.contains("may be written") }.count == 2, "\(findings)")
      #expect(try topics.committed().isEmpty, "A check commits nothing.")
    }

    @Test func `check --probe-write writes nothing that a reader of committed records sees`() throws {
      let topics = try WorkerTopics(cluster.get())
      let result = try ProgramUnderTest.run(["check"] + topics.arguments() + ["--probe-write"])
      #expect(result.exitCode == 0, "\(result.outputText)\(result.error)")
      #expect(result.outputLines.filter { $0.hasPrefix("ok") && $0.contains("may be written") }.count == 2)
      #expect(try topics.cluster.ends(of: topics.output) != [0: 0], "The probe was written.")
      let seen = try topics.cluster.tool(
        "console-consumer", "--include", "\(topics.output)|\(topics.deadLetters)", "--from-beginning", "--timeout-ms",
        "3000", "--isolation-level", "read_committed")
      #expect(seen.output.isEmpty)
    }

    @Test func `equal topics end run and check with 2`() throws {
      let topics = try WorkerTopics(cluster.get())
      for command in ["run", "check"] {
        let result = try ProgramUnderTest.run([command] + topics.arguments(output: topics.input))
        #expect(result.exitCode == 2)
        #expect(result.error.contains("input, output and dead-letters must be three different topics"))
      }
    }

    @Test func `a broker that is not there is waited for by run, until a signal comes`() throws {
      let address = try FreePorts.address()
      let worker = try ProgramUnderTest.start([
        "run", "--brokers", address, "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g",
      ])
      let isWaiting = Pause.until { worker.errorText.contains("waiting for the brokers") }
      #expect(isWaiting, "\(worker.errorText)")
      #expect(worker.isRunning)
      worker.terminate()
      #expect(worker.wait(limit: .seconds(30)) == .exited(0), "\(worker.errorText)")
    }

    @Test func `a broker that is not there ends check with 3`() throws {
      let address = try FreePorts.address()
      let result = try ProgramUnderTest.run(
        "check", "--brokers", address, "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g",
        "--timeout", "1s")
      #expect(result.exitCode == 3)
      #expect(result.outputLines.contains { $0.hasPrefix("not ok") && $0.contains("no broker of \(address) answers") })
    }
  }
}
