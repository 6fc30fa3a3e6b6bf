import TestSupport
import Testing

/// Where a client's secret goes, whatever the environment says.
@Suite struct TokenEndpointTests {
  private func check(_ settings: String, environment: [String: String]) throws -> CompletedProcess {
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
      sasl-mechanism=OAUTHBEARER
      \(settings)
      """)
    return try ProgramUnderTest.run(["check", "--config", file, "--timeout", "3s"], environment: environment)
  }

  @Test func `an endpoint on this machine is asked past every proxy`() throws {
    let endpoint = try FreePorts.address()
    let proxy = try FreePorts.address()
    let result = try check(
      """
      oauth-source=client-credentials
      oauth-token-endpoint=http://\(endpoint)/t
      oauth-client-id=me
      oauth-client-secret=S3CRET
      """, environment: ["http_proxy": "http://\(proxy)", "ALL_PROXY": "http://\(proxy)"])
    let port = { (address: String) in String(address.split(separator: ":").last ?? "") }
    #expect(
      (result.outputText + result.error).contains("port \(port(endpoint))"), "\(result.outputText)\(result.error)")
    #expect(!(result.outputText + result.error).contains(port(proxy)), "\(result.outputText)\(result.error)")
  }

  @Test(arguments: ["127.0.0.2:1", "http://127.0.0.2:1", "http://login.example/"])
  func `an authority without https is not asked`(_ host: String) throws {
    let folder = try TemporaryFolder()
    let token = try folder.write("token", "S3CRET")
    let result = try check(
      "oauth-source=workload-identity\noauth-federated-token-file=\(token)",
      environment: ["AZURE_AUTHORITY_HOST": host, "AZURE_CLIENT_ID": "me", "AZURE_TENANT_ID": "t"])
    #expect(result.exitCode == 2, "\(result.outputText)\(result.error)")
    #expect(result.error.contains("AZURE_AUTHORITY_HOST must begin with https://"), "\(result.error)")
  }
}
