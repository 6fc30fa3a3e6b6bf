@unsafe @preconcurrency import Glibc

/// An address to listen on, out of a host's name or address and a port.
struct SocketAddress {
  private let bytes: [UInt8]

  /// The first address that getaddrinfo(3) has for the host.
  init(host: String, port: UInt16) throws(StatusServerError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, "\(port)", &hints, &list)
    defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
    guard code == 0, let first = unsafe list, let address = unsafe first.pointee.ai_addr else {
      let reason = unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
      throw StatusServerError("The address \(host) to serve metrics on is not known: \(reason).")
    }
    let count = unsafe Int(first.pointee.ai_addrlen)
    bytes = unsafe Array(UnsafeRawBufferPointer(start: address, count: count))
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result? {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe bytes.baseAddress.map { unsafe body($0.assumingMemoryBound(to: sockaddr.self)) }
    }
  }
}
