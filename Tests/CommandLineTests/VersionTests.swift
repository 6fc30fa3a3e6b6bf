import TestSupport
import Testing

@Suite struct VersionTests {
  @Test func `--version names the program and the librdkafka in use`() throws {
    let result = try ProgramUnderTest.run("--version")
    #expect(result.exitCode == 0)
    #expect(result.outputText.hasPrefix("azure-linux-ecs "))
    #expect(result.outputText.contains("(librdkafka 2."))
    #expect(result.error.isEmpty)
  }
}
