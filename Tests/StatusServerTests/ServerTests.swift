import Base
import Testing

@testable import StatusServer

@Suite struct `The status server` {
  private let server: StatusServer

  init() throws {
    server = try StatusServer(host: "127.0.0.1", port: 0) { .working }
  }

  @Test(arguments: [
    ("/", "text/html"), ("/metrics", "version=0.0.4"), ("/healthz", "text/plain"), ("/readyz?verbose=1", "text/plain"),
  ])
  func `answers its pages`(_ path: String, _ type: String) {
    let answer = RawClient.ask(server.port, "GET", path)
    #expect(answer.status == 200)
    #expect(answer.head.contains(type))
    #expect(!answer.body.isEmpty)
    server.stop()
  }

  @Test func `answers HEAD with the head alone`() {
    let answer = RawClient.ask(server.port, "HEAD", "/metrics")
    #expect(answer.status == 200)
    #expect(answer.head.contains("Content-Length: "))
    #expect(answer.body.isEmpty)
    server.stop()
  }

  @Test(arguments: ["/secrets", "/metrics/", "//", "/%2e", "/../etc/passwd", "*", "/metrics%0d%0aSet-Cookie:a=b"])
  func `knows no other page`(_ path: String) {
    let answer = RawClient.ask(server.port, "GET", path)
    #expect(answer.status == 404)
    #expect(!answer.head.contains("Set-Cookie"))
    server.stop()
  }

  @Test(arguments: [
    "evil.example", "127.0.0.1.evil.example:9464", "localhost.evil.example", "localhost@evil.example", "[::1].evil",
    "10.0.0.1", "127.0.0.1:80x", "",
  ])
  func `answers no name that leads to loopback from elsewhere`(_ host: String) {
    let answer = RawClient.ask(server.port, "GET", "/metrics", host: host)
    #expect(answer.status == 421)
    #expect(!answer.body.contains("azure_linux_ecs_"))
    server.stop()
  }

  @Test(arguments: ["localhost:9464", "LOCALHOST", "127.0.0.1", "127.0.0.1:9464", "[::1]:9464"])
  func `answers this machine's names`(_ host: String) {
    #expect(RawClient.ask(server.port, "GET", "/metrics", host: host).status == 200)
    server.stop()
  }

  @Test func `answers any name where other machines may ask`() throws {
    let open = try StatusServer(host: "0.0.0.0", port: 0) { .working }
    #expect(RawClient.ask(open.port, "GET", "/readyz", host: "worker.example").status == 200)
    open.stop()
    server.stop()
  }

  @Test func `lets a browser use no script, and no style but the page's own`() throws {
    let answer = RawClient.ask(server.port, "GET", "/")
    let policy = try #require(answer.head.split(separator: "\r\n").first { $0.hasPrefix("Content-Security-Policy") })
    #expect(policy.contains("default-src 'none'"))
    #expect(!policy.contains("unsafe"))
    let style = try #require(
      answer.body.split(separator: "<style>").last?.firstRange(of: "</style>").map { end in
        String(answer.body.split(separator: "<style>")[1][..<end.lowerBound])
      })
    #expect(policy.contains("style-src \(SHA256.source(of: style));"))
    #expect(!answer.body.contains(" style="))
    #expect(!answer.body.contains("<script"))
    server.stop()
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"])
  func `knows no other method`(_ method: String) {
    let answer = RawClient.ask(server.port, method, "/metrics")
    #expect(answer.status == 405)
    #expect(answer.head.contains("Allow: GET, HEAD"))
    server.stop()
  }

  @Test func `does not wait for a body`() {
    let client = RawClient(port: server.port)
    client.send("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
    #expect(RawClient.Answer(client.readAll()).status == 405)
    server.stop()
  }

  @Test(arguments: [
    Array("\u{16}\u{3}\u{1} not http at all\r\n\r\n".utf8), [0, 0, 0, 0, 13, 10, 13, 10], Array("\r\n\r\n\r\n".utf8),
    Array("GET\r\n\r\n".utf8), Array("GET / HTTP/9.9\r\n\r\n".utf8), [UInt8](repeating: 0xFF, count: 40_000),
    Array("GET /metrics HTTP/1.1\r\n: :\r\n\u{0}: x\r\n\r\n".utf8),
  ])
  func `outlives bytes that are no request`(_ bytes: [UInt8]) {
    let client = RawClient(port: server.port)
    client.send(bytes)
    client.endSending()
    let answer = client.readAll()
    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1."))
    #expect(RawClient.ask(server.port, "GET", "/healthz").status == 200)
    server.stop()
  }

  @Test func `refuses headers that do not end`() {
    let client = RawClient(port: server.port)
    client.send("GET /metrics HTTP/1.1\r\n")
    for index in 0..<200 { client.send("X-\(index): \(String(repeating: "y", count: 500))\r\n") }
    client.send("\r\n")
    let answer = RawClient.Answer(client.readAll())
    #expect(answer.status != 200)
    #expect(RawClient.ask(server.port, "GET", "/healthz").status == 200)
    server.stop()
  }

  @Test func `answers a probe among two hundred connections that ask nothing`() {
    let idle = (0..<200).map { _ in RawClient(port: server.port) }
    for _ in 0..<5 { #expect(RawClient.ask(server.port, "GET", "/healthz").status == 200) }
    #expect(idle.count == 200)
    server.stop()
  }

  @Test func `answers a probe among clients that send a byte now and then`() {
    let slow = (0..<100).map { _ in RawClient(port: server.port) }
    for byte in "GET /metrics HTTP/1.1\r\nHost:".utf8 {
      for client in slow { client.send([byte]) }
      #expect(RawClient.ask(server.port, "GET", "/healthz").status == 200)
    }
    server.stop()
  }

  @Test func `answers hundreds of requests one after another`() {
    for _ in 0..<300 { #expect(RawClient.ask(server.port, "GET", "/metrics").status == 200) }
    server.stop()
  }

  @Test func `says in a sentence why it cannot listen`() throws {
    let taken = #expect(throws: StatusServerError.self) {
      try StatusServer(host: "127.0.0.1", port: server.port) { .working }
    }
    #expect(taken?.description.contains("Address already in use") == true, "\(String(describing: taken))")
    let unknown = #expect(throws: StatusServerError.self) {
      try StatusServer(host: "no-such-host.invalid", port: 0) { .working }
    }
    #expect(unknown?.description.contains("no-such-host.invalid") == true)
    server.stop()
  }

  @Test func `listens on IPv6 too`() throws {
    let other = try StatusServer(host: "::1", port: 0) { .working }
    #expect(other.port != 0)
    other.stop()
    server.stop()
  }

  @Test func `lets its port go when it is stopped`() throws {
    server.stop()
    let next = try StatusServer(host: "127.0.0.1", port: server.port) { .working }
    #expect(RawClient.ask(next.port, "GET", "/readyz").status == 200)
    next.stop()
  }
}
