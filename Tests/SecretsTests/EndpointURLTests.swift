import Testing

@testable import Secrets

@Suite struct `A URL that secrets are sent to` {
  @Test(arguments: ["https://h", "HTTPS://h/t", "http://127.0.0.1:8/t", "http://[::1]/t", "http://localhost?q"])
  func `is safe over TLS or within the machine`(_ url: String) { #expect(EndpointURL.isSafe(url)) }

  @Test(arguments: [
    "http://h/t", "127.0.0.1:8", "127.0.0.2:38402", "h/t", "http://127.0.0.2", "http://localhost.evil.example",
    "http://localhost:1@evil.example/", "http://localhost@evil.example/", "http://127.0.0.1\\@evil.example/", "",
    "http://localhost:x", "ftp://localhost", "//localhost", "http:/localhost",
  ])
  func `is not safe else`(_ url: String) { #expect(!EndpointURL.isSafe(url)) }

  @Test func `holds the tenant as one part of its path`() {
    #expect(
      EndpointURL.entra(authority: "https://login.example", tenant: "../../x?y=")
        == "https://login.example/..%2F..%2Fx%3Fy%3D/oauth2/v2.0/token")
    #expect(EndpointURL.entra(authority: "https://h/", tenant: "..") == "https://h/%2E%2E/oauth2/v2.0/token")
  }

  @Test func `has its form fields percent-encoded`() {
    #expect(EndpointURL.encoded("a b&c=d/é~") == "a%20b%26c%3Dd%2F%C3%A9~")
  }
}
