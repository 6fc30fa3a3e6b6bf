import Foundation
import Kafka
import TestSupport
import Testing

/// `check` prints the settings in effect and where each comes from; nobody listens at the address it is given here.
@Suite struct CheckTests {
  private func line(_ name: String, in result: CompletedProcess) -> String? {
    result.outputLines.first { $0.split(separator: " ").first.map(String.init) == name }
  }

  @Test func `an option wins over the environment, that over the file, that over the default`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "worker.properties",
      "brokers=127.0.0.1:1\ninput=file-input\noutput=file-output\ndead-letters=file-dead\ngroup=file-group\n")
    let result = try ProgramUnderTest.run(
      "check", "--config", file, "--timeout", "200ms", "--input", "flag-input",
      environment: ["AZURE_LINUX_ECS_INPUT": "environment-input", "AZURE_LINUX_ECS_OUTPUT": "environment-output"])
    #expect(result.exitCode == 3, "The settings are right, and nobody answers.")
    #expect(line("input", in: result)?.contains("flag-input") == true, "\(result.outputText)")
    #expect(line("output", in: result)?.contains("environment-output") == true)
    #expect(line("group", in: result)?.contains("file-group") == true)
    #expect(line("format", in: result) == nil, "It has its default.")
    let all = try ProgramUnderTest.run("check", "--config", file, "--timeout", "200ms", "--all")
    #expect(line("format", in: all)?.hasSuffix("default") == true, "\(all.outputText)")
    for hidden in ["environment-input", "file-input", "file-output"] { #expect(!result.outputText.contains(hidden)) }
  }

  @Test func `secrets are never printed, wherever they come from`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "worker.properties",
      """
      brokers=127.0.0.1:1
      input=a
      output=b
      dead-letters=c
      group=g
      security-protocol=sasl_plaintext
      sasl-mechanism=PLAIN
      sasl-username=alice
      kafka.ssl.keystore.password=secret-of-file
      kafka.ssl.key.pem=secret-of-pem
      """)
    let result = try ProgramUnderTest.run(
      "check", "--config", file, "--timeout", "200ms", "--log-level", "debug",
      environment: ["AZURE_LINUX_ECS_SASL_PASSWORD": "secret-of-environment"])
    #expect(result.exitCode == 3, "\(result.error)")
    #expect(result.outputText.contains("alice"))
    #expect(result.outputText.contains("sasl-password"))
    #expect(!result.outputText.contains("secret-of"))
    #expect(!result.error.contains("secret-of"))
  }

  private let complete = [
    "--brokers", "127.0.0.1:1", "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g", "--timeout",
    "300ms",
  ]

  @Test func `where no broker answers the last line says so, and nothing of librdkafka stands between`() throws {
    let result = try ProgramUnderTest.run(["check"] + complete)
    #expect(result.exitCode == 3)
    #expect(result.error == "")
    #expect(result.outputText.contains("not checked   topics, group and rights, since no broker answers"))
    #expect(result.outputText.contains("A worker would not work: 1 not ok, 1 ok, 1 to look at, 1 not checked."))
    let findings = result.outputLines.firstIndex { $0.hasPrefix("not ok ") }
    let settings = result.outputLines.firstIndex { $0.hasPrefix("brokers ") }
    #expect(try #require(findings) < #require(settings))
  }

  @Test func `machines get one line of JSON with every setting`() throws {
    struct Report: Decodable {
      struct Finding: Decodable { let status: String, sentence: String }
      struct Setting: Decodable { let name: String, value: String, origin: String }
      let exitCode: Int
      let findings: [Finding]
      let settings: [Setting]
    }
    let result = try ProgramUnderTest.run(["check", "--json"] + complete)
    #expect(result.outputLines.count == 1)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let report = try decoder.decode(Report.self, from: Data(result.output))
    #expect(report.exitCode == 3 && result.exitCode == 3)
    #expect(report.findings.map(\.status) == ["ok", "warning", "not_ok", "not_checked"])
    #expect(report.settings.contains { $0.name == "commit-interval" && $0.origin == "default" })
  }

  @Test(arguments: ["run", "check"])
  func `files of TLS and properties that cannot be used are wrong settings, in words`(command: String) throws {
    let folder = try TemporaryFolder()
    let noPEM = try folder.write("no.pem", "nothing of the kind\n")
    let complete = command == "check" ? complete : Array(complete.dropLast(2))
    for (flags, sentence) in [
      (
        ["--ssl-ca-location", "/nowhere/ca.pem"],
        "ssl-ca-location: the file /nowhere/ca.pem cannot be read: No such file"
      ),
      (["--ssl-ca-location", noPEM], "ssl-ca-location: the file holds no certificate in PEM form"),
      (
        ["--ssl-certificate-location", noPEM, "--ssl-key-location", noPEM],
        "ssl-certificate-location: the file holds no certificate in PEM form"
      ),
      (["-X", "fetch.mim.bytes=1"], "knows no such property"),
      (["-X", "fetch.min.bytes=often"], "fetch.min.bytes"),
    ] {
      let security = flags[0] == "-X" ? [] : ["--security-protocol", "ssl"]
      let result = try ProgramUnderTest.run([command] + complete + security + flags)
      #expect(result.exitCode == 2, "\(flags): \(result.error)")
      #expect(result.error.contains("Error: ") && result.error.contains(sentence), "\(flags): \(result.error)")
      #expect(!result.error.contains("error:0"), "OpenSSL's number says nothing: \(result.error)")
    }
  }

  @Test func `an address for metrics that is taken is a warning`() throws {
    let cluster = try MockCluster()
    let result = try ProgramUnderTest.run(["check", "--metrics", cluster.bootstrapServers] + complete)
    #expect(result.outputText.contains("Address already in use. Does a worker run already?"), "\(result.outputText)")
  }
}
