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
    #expect(line("format", in: result)?.contains("sekoia") == true)
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

  @Test(arguments: ["check", "run"])
  func `a file of TLS that cannot be used ends with 2 and a sentence`(_ command: String) throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("text.pem", "hunter2\n")
    let key = try folder.write("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    let names = ["--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g", "--brokers", "127.0.0.1:1"]
    let cases: [(options: [String], words: String)] = [
      (["--ssl-ca-location", "/nowhere"], "The file /nowhere of ssl-ca-location cannot be read"),
      (["--ssl-ca-location", text], "of ssl-ca-location holds no certificate in PEM"),
      (
        ["--ssl-certificate-location", key, "--ssl-key-location", key],
        "of ssl-certificate-location holds no certificate in PEM"
      ),
      (["--ssl-ca-location", key], "of ssl-ca-location holds no certificate in PEM"),
    ]
    for (options, words) in cases {
      let result = try ProgramUnderTest.run([command] + names + ["--security-protocol", "ssl"] + options)
      #expect(result.exitCode == 2, "\(result.error)")
      #expect(result.error.contains(words), "\(result.error)")
      #expect(!(result.error + result.outputText).contains("hunter2"))
    }
  }
}
