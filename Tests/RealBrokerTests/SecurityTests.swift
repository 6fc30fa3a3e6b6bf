import Kafka
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Logins, certificates and rights: what is right works, what is wrong ends with 3 and a sentence, and nothing is lost.
  ///
  /// The suite runs on old and new versions of librdkafka; what brokers and TLS say differs, what the worker says does not.
  @Suite struct SecurityTests {
    static let secured = Result { try SecuredKafka() }
    private let kafka: SecuredKafka

    init() throws { kafka = try Self.secured.get() }

    private func expectSilence(_ text: String, location: SourceLocation = #_sourceLocation) {
      for secret in SecuredKafka.secrets {
        #expect(!text.contains(secret), "A secret is shown.", sourceLocation: location)
      }
    }

    /// Runs a worker that has to be refused, and looks that it has committed nothing.
    private func expectRefusal(
      _ login: [String], _ topics: WorkerTopics, _ extra: [String] = [], saying words: [String],
      location: SourceLocation = #_sourceLocation
    ) throws {
      let worker = try kafka.start(login, topics, extra)
      let ending = worker.wait(limit: .seconds(60))
      #expect(ending == .exited(3), "\(worker.errorText)", sourceLocation: location)
      let last = worker.errorText.split(separator: "\n").last { $0.contains(" critical ") } ?? ""
      for word in words { #expect(last.contains(word), "\(worker.errorText)", sourceLocation: location) }
      expectSilence(worker.outputText + worker.errorText, location: location)
      #expect(try topics.committed().values.allSatisfy { $0 == 0 }, sourceLocation: location)
    }

    /// Runs a worker until it has committed the record.
    private func expectWork(
      _ login: [String], _ topics: WorkerTopics, _ extra: [String] = [], location: SourceLocation = #_sourceLocation
    ) throws {
      let worker = try kafka.start(login, topics, extra)
      let isDone = try Pause.until { try !worker.isRunning || topics.committed() == topics.inputEnds() }
      #expect(isDone && worker.isRunning, "\(worker.errorText)", sourceLocation: location)
      worker.terminate()
      #expect(worker.wait(limit: .seconds(60)) == .exited(0), sourceLocation: location)
      #expect(try kafka.cluster.ends(of: topics.output) != [0: 0], sourceLocation: location)
      expectSilence(worker.outputText + worker.errorText, location: location)
    }

    // MARK: - Passwords

    @Test func `the right password works, with and without TLS`() throws {
      try expectWork(try kafka.password("worker-secret\n"), try kafka.topics())
      try expectWork(try kafka.password("worker-secret", isEncrypted: true), try kafka.topics())
    }

    @Test func `a wrong password ends with 3 and says what to check`() throws {
      try expectRefusal(
        try kafka.password("wrong-hush-hush"), try kafka.topics(),
        saying: ["The broker refuses the login", "Check sasl-mechanism, sasl-username and the password"])
    }

    @Test func `SCRAM works where librdkafka can, and says so where it cannot`() throws {
      let login = try kafka.password("worker-secret", mechanism: "SCRAM-SHA-512")
      if LibraryVersion.isAtLeast(2, 6, 1) {
        try expectWork(login, try kafka.topics())
        try expectRefusal(
          try kafka.password("wrong-hush-hush", mechanism: "SCRAM-SHA-512"), try kafka.topics(),
          saying: ["The broker refuses the login"])
      } else {
        try expectRefusal(login, try kafka.topics(), saying: ["Install librdkafka 2.6.1 or newer"])
      }
    }

    @Test func `check and librdkafka's own debug lines show no secret`() throws {
      let login = try kafka.password("worker-secret", isEncrypted: true)
      let result = try ProgramUnderTest.run(
        ["check"] + login + kafka.names(try kafka.topics()) + ["-X", "debug=all", "--log-level", "trace"])
      #expect(result.exitCode == 0, "\(result.outputText)")
      #expect(result.outputText.contains("[hidden]"))
      expectSilence(result.outputText + result.error)
    }

    // MARK: - Certificates

    @Test func `a client's certificate works`() throws {
      try expectWork(kafka.certificate("worker"), try kafka.topics())
    }

    @Test func `a broker that another authority signed ends with 3`() throws {
      try expectRefusal(
        kafka.certificate("worker", authority: "other-ca.crt"), try kafka.topics(),
        saying: ["The TLS connection fails", "Check ssl-ca-location"])
    }

    @Test func `an expired certificate ends with 3`() throws {
      try expectRefusal(
        kafka.certificate("expired"), try kafka.topics(), saying: ["certificate", "valid today"])
    }

    // MARK: - Tokens

    @Test func `a token from a file or a command works`() throws {
      let file = try kafka.file(UnsecuredToken.text(subject: "worker"))
      try expectWork(kafka.token("--oauth-source", "file", "--oauth-token-file", file), try kafka.topics())
      let settings = try kafka.folder.write("token.properties", "oauth-token-command=/bin/cat \(file)\n")
      try expectWork(kafka.token("--oauth-source", "command", "--config", settings), try kafka.topics())
    }

    @Test func `a token that cannot be renewed makes a worker unready, and it works on with the next one`() throws {
      let topics = try kafka.topics()
      let file = try kafka.file(UnsecuredToken.text(subject: "worker", lifetimeSeconds: 8))
      let address = try FreePorts.address()
      let worker = try kafka.start(
        kafka.token("--oauth-source", "file", "--oauth-token-file", file), topics, ["--metrics", address])
      #expect(try Pause.until { try topics.committed() == topics.inputEnds() }, "\(worker.errorText)")
      let name = String(file.split(separator: "/").last ?? "")
      _ = try kafka.folder.write(name, "")
      // librdkafka asks for the next one when four fifths of the time are over; then the broker ends the connections.
      #expect(Pause.until { worker.errorText.contains("there is no token to log in with") }, "\(worker.errorText)")
      let hasExpired = Pause.until { worker.errorText.contains("a broker refuses the token; the worker waits") }
      #expect(hasExpired, "\(worker.errorText)")
      let view = try ProgramUnderTest.run("watch", "--url", address, "--once").outputText
      #expect(view.contains("not ready"), "\(view)")
      #expect(worker.isRunning, "\(worker.errorText)")

      _ = try kafka.folder.write(name, UnsecuredToken.text(subject: "worker"))
      try kafka.cluster.produce([NewRecord(text: "{}", key: "later")], to: topics.input)
      let isDone = try Pause.until { try topics.inputEnds() == [0: 2] && topics.committed() == [0: 2] }
      #expect(isDone, "\(worker.errorText)")
      worker.terminate()
      #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
    }

    @Test func `no token ends with 3 and says why`() throws {
      let missing = kafka.folder.file("no-such-token")
      try expectRefusal(
        kafka.token("--oauth-source", "file", "--oauth-token-file", missing), try kafka.topics(),
        saying: ["There is no token to log in with", missing])
    }

    @Test func `a token that the broker refuses ends with 3`() throws {
      let file = try kafka.file("oauth-hush-hush")
      try expectRefusal(
        kafka.token("--oauth-source", "file", "--oauth-token-file", file), try kafka.topics(),
        saying: ["The broker refuses the login"])
    }

    // MARK: - Rights

    @Test func `each right that is missing is named, and what it holds back stays uncommitted`() throws {
      let topics = try kafka.topics()
      let login = try kafka.password("stranger-secret", user: "stranger")
      try expectRefusal(login, topics, saying: [topics.input])
      try kafka.allow("stranger", "Read", on: "--topic", topics.input)
      try expectRefusal(login, topics, saying: [topics.output])
      try kafka.allow("stranger", "Describe", on: "--topic", topics.output)
      try expectRefusal(login, topics, saying: [topics.deadLetters])
      try kafka.allow("stranger", "Write", on: "--topic", topics.deadLetters)
      try expectRefusal(login, topics, saying: ["may not use the group \(topics.group)", "right Read"])
      try kafka.allow("stranger", "Read", on: "--group", topics.group)
      try expectRefusal(login, topics, saying: [topics.output, "right"])
      try kafka.allow("stranger", "Write", on: "--topic", topics.output)
      try expectRefusal(
        login, topics, ["--delivery", "exactly-once", "--transactional-id", "id-1"],
        saying: ["may not use the transactional id id-1", "right Write"])
      try expectWork(login, topics)
    }

    @Test func `each right that is taken away alone is named, by check and by run alike`() throws {
      let topics = try kafka.topics()
      let login = try kafka.password("stranger-secret", user: "stranger")
      let id = "id-of-\(topics.group)"
      let mode = ["--delivery", "exactly-once", "--transactional-id", id]
      let rights: [(operation: String, kind: String, name: String)] = [
        ("Read", "--topic", topics.input), ("Write", "--topic", topics.output),
        ("Write", "--topic", topics.deadLetters), ("Read", "--group", topics.group),
        ("Write", "--transactional-id", id),
      ]
      for right in rights { try kafka.allow("stranger", right.operation, on: right.kind, right.name) }
      for name in [topics.output, topics.deadLetters] {
        try kafka.allow("stranger", "DescribeConfigs", on: "--topic", name)
      }
      func check() throws -> CompletedProcess {
        try ProgramUnderTest.run(["check"] + login + kafka.names(topics) + mode + ["--probe-write"])
      }
      for right in rights {
        try kafka.takeBack("stranger", right.operation, on: right.kind, right.name)
        // The probe has an id of its own, since the worker's would fence a worker that runs.
        if right.kind != "--transactional-id" {
          let result = try check()
          #expect(result.exitCode == 3, "\(right): \(result.outputText)")
          let found = result.outputLines.filter { $0.hasPrefix("not ok") }
          #expect(found.contains { $0.contains(right.name) }, "\(right): \(result.outputText)")
          expectSilence(result.outputText + result.error)
        }
        try expectRefusal(login, topics, mode, saying: [right.name])
        try kafka.allow("stranger", right.operation, on: right.kind, right.name)
      }
      // Without this one the limits of the topics are not known, which is no reason not to work.
      try kafka.takeBack("stranger", "DescribeConfigs", on: "--topic", topics.output)
      #expect(try check().exitCode == 0)
      #expect(try ProgramUnderTest.run(["check"] + login + kafka.names(topics) + mode + ["--strict"]).exitCode == 3)
      try expectWork(login, topics, mode)
    }
  }
}
