import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Secrets in settings` {
  private static let required = [
    "--brokers", "k:9092", "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g", "--config", "f",
  ]

  private func shown(_ file: String) throws -> String {
    try #require(product(["check"] + Self.required, files: ["f": file]).values).report.text
  }

  @Test(arguments: [
    "kafka.http.proxy=http://u:S3CRET@p", "kafka.client.rack=https://u:S3CRET@p",
    "kafka.ssl.crl.location=https://h/?S3CRET",
    "kafka.sasl.kerberos.kinit.cmd=kinit -p S3CRET", "kafka.sasl.oauthbearer.extensions=S3CRET",
    "kafka.ssl.keystore.password=S3CRET", "kafka.ssl.key.pem=-----BEGIN PRIVATE KEY-----S3CRET-----END",
    "oauth-token-endpoint=https://user:S3CRET@127.0.0.1:2/token?client_secret=S3CRET#S3CRET",
    "oauth-token-command=get --password S3CRET",
  ])
  func `are not shown by check`(_ line: String) throws {
    #expect(try !shown(line).contains("S3CRET"))
  }

  @Test func `a key that stands in the file as it is comes out in no word`() {
    let key = (0..<30).map { "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgw\($0)" }.joined(separator: "\n")
    let text =
      "security-protocol=ssl\nkafka.ssl.key.pem=-----BEGIN PRIVATE KEY-----\n\(key)\n-----END PRIVATE KEY-----\ngropu=x\n"
    let mistakes = product(["check"] + Self.required, files: ["f": text]).mistakes
    #expect(
      mistakes == [
        "f:3: the value of line 2 goes on here; end each line of it but the last with \\n\\",
        "f:34: unknown name; did you mean group?",
      ])
  }

  @Test func `a file of another kind comes out in no word, and only its first lines are named`() {
    let lines = (0..<100).map { "hunter2-S3CR\($0) S3CR" }
    let mistakes = product(["check"] + Self.required, files: ["f": lines.joined(separator: "\n")]).mistakes
    #expect(mistakes.count == 6)
    #expect(mistakes.first == "f:1: the line does not begin with the name of a setting")
    #expect(mistakes.last == "f: 95 more lines with an unknown name; is this the right file?")
    #expect(mistakes.allSatisfy { !$0.contains("S3CR") && !$0.contains("hunter2") })
    #expect(product(["check"] + Self.required, files: ["f": "hunterXSECR\n"]).mistakes == ["f:1: unknown name"])
  }

  @Test(arguments: [
    "sasl.password S3CR", "ssl.keystore.password=S3CR", "http.proxy=http://u:S3CR@p", "sasl.kerberos.kinit.cmd=k S3CR",
  ])
  func `are refused on the command line and not repeated`(_ value: String) {
    let request = product(["check"] + Self.required + ["-X", value], files: ["f": ""])
    #expect(request.mistakes.count == 1)
    #expect(request.mistakes.allSatisfy { $0.hasPrefix("-X") && !$0.contains("S3CR") })
  }

  @Test func `are not repeated where a value with one is wrong`() {
    let request = product(["check"] + Self.required, files: ["f": "delivery=https://u:S3CR@h\n"])
    #expect(request.mistakes.count == 1)
    #expect(request.mistakes.allSatisfy { !$0.contains("S3CR") })
  }

  @Test func `name every file that holds one`() throws {
    let lines = [
      "kafka.ssl.keystore.password=x", "kafka.http.proxy=http://u:p@h", "kafka.ssl.key.pem=x",
      "oauth-token-endpoint=https://u:p@h", "kafka.sasl.kerberos.keytab=f",
    ]
    for line in lines {
      let values = try #require(product(["check"] + Self.required, files: ["f": line]).values)
      #expect(values.secretFiles == ["f"], "\(line)")
    }
    #expect(try #require(product(["check"] + Self.required, files: ["f": "format=ecs"]).values).secretFiles.isEmpty)
  }

  @Test func `protections that are given up are warned of`() throws {
    let login = "sasl-mechanism=PLAIN\nsasl-username=u\nsasl-password=p\n"
    for (lines, word) in [
      ("security-protocol=ssl\nkafka.enable.ssl.certificate.verification=false", "verification is off"),
      ("security-protocol=ssl\nkafka.ssl.endpoint.identification.algorithm=none", "identification.algorithm is none"),
      ("security-protocol=sasl_plaintext\n\(login)", "unencrypted"),
    ] {
      let values = try #require(product(["check"] + Self.required, files: ["f": lines]).values)
      #expect(values.securityWarnings.count == 1)
      #expect(values.securityWarnings.allSatisfy { $0.contains(word) })
    }
    let safe = try #require(
      product(["check"] + Self.required, files: ["f": "security-protocol=sasl_ssl\n\(login)"]).values)
    #expect(safe.securityWarnings.isEmpty)
  }
}
