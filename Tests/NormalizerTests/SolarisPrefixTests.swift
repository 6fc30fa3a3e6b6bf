import ECS
import Normalizer
import Testing

@Suite struct SolarisPrefixTests {
  @Test func `a text behind a Solaris prefix is matched without it`() throws {
    let text = "[ID 800047 auth.info] Failed keyboard-interactive for alice from 203.0.113.30 port 54520 ssh2"
    let result = try Normalized.one(record(text), NormalizerOptions(format: .ecs))
    #expect(try result.text("user.name") == "alice")
    #expect(try result.text("source.ip") == "203.0.113.30")
    #expect(try result.text("message") == text)
  }

  @Test(arguments: [
    "[ID 800047 auth.info]", "[ID 800047 auth.info] ", "[ID auth.info] x", "[ID 1 auth] xxxxxxx", "[ID 1 a.b.c] xxxx",
    "[ID 1 auth.info x", "[ID 1 auth.in fo] x", "ID 800047 auth.info] x", "",
  ])
  func `what is not wholly a Solaris prefix belongs to the text`(text: String) {
    #expect(SolarisPrefix.end(in: Array(text.utf8).span) == 0)
  }

  @Test func `the prefix ends behind its blank`() {
    #expect(SolarisPrefix.end(in: Array("[ID 800047 auth.info] x".utf8).span) == 22)
  }
}
