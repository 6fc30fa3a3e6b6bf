@unsafe @preconcurrency import Glibc

/// A TCP client that sends what it is told, HTTP or not.
final class RawClient {
  let socket: Int32

  init(port: UInt16) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    _ = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(socket) }

  func send(_ bytes: [UInt8]) {
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  func endSending() { _ = shutdown(socket, Int32(SHUT_WR)) }

  /// Everything up to the end of the connection, or to 20 s of silence.
  func readAll() -> String {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { break }
      all += buffer[0..<count]
    }
    return String(decoding: all, as: UTF8.self)
  }

  /// One request on a connection of its own.
  static func ask(_ port: UInt16, _ method: String, _ path: String, host: String = "localhost") -> Answer {
    let client = RawClient(port: port)
    client.send("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    return Answer(client.readAll())
  }

  struct Answer {
    let head: String
    let body: String

    init(_ text: String) {
      let end = text.firstRange(of: "\r\n\r\n")
      head = String(text[..<(end?.lowerBound ?? text.endIndex)])
      body = end.map { String(text[$0.upperBound...]) } ?? ""
    }

    var status: Int? { head.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
  }
}
