@unsafe @preconcurrency import Glibc

/// A socket on 127.0.0.1 that never makes its thread wait, except to connect.
struct ProxySocket {
  let descriptor: Int32

  enum Outcome {
    case some(Int)
    case later
    case ended
  }

  static func listening(port: Int) throws -> ProxySocket {
    let socket = open()
    var on: Int32 = 1
    unsafe setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard unsafe socket.withAddress(port, { unsafe bind(socket.descriptor, $0, $1) }) == 0,
      listen(socket.descriptor, 256) == 0
    else {
      socket.close()
      throw TestSupportError("The proxy cannot listen on port \(port): error \(errno).")
    }
    socket.makeNonBlocking()
    return socket
  }

  /// nil if nobody listens there.
  static func connected(port: Int) -> ProxySocket? {
    let socket = open()
    guard unsafe socket.withAddress(port, { unsafe connect(socket.descriptor, $0, $1) }) == 0 else {
      socket.close()
      return nil
    }
    socket.makeNonBlocking()
    return socket
  }

  private static func open() -> ProxySocket {
    ProxySocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
  }

  private func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private func makeNonBlocking() { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }

  func accept() -> ProxySocket? {
    let client = Glibc.accept(descriptor, nil, nil)
    guard client >= 0 else { return nil }
    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
    let socket = ProxySocket(descriptor: client)
    socket.makeNonBlocking()
    return socket
  }

  func read(into buffer: inout [UInt8]) -> Outcome {
    outcome(unsafe recv(descriptor, &buffer, buffer.count, 0))
  }

  func write(_ bytes: ArraySlice<UInt8>) -> Outcome {
    outcome(unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
  }

  private func outcome(_ count: Int) -> Outcome {
    if count > 0 { return .some(count) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .later : .ended
  }

  func close() { _ = Glibc.close(descriptor) }

  /// Ends the connection with a reset, so that the other side notices at once.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }
}
