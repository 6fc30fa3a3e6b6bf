import Base
import CMicrohttpd
@unsafe @preconcurrency import Glibc

/// The daemon with its connections; made on one thread and then used by the server's alone.
@safe final class ServerLoop: @unchecked Sendable {
  private let router: Router
  private let isStopping: SharedFlag
  private var connections = Connections()
  private var daemon: OpaquePointer?
  /// Whether only this machine can reach the server: a browser on it may then be made to ask for somebody else.
  private let isLoopback: Bool

  /// How long one round waits for something to do; requests wake it, a stop and the clock do not.
  private static let roundMilliseconds: Int32 = 500
  /// Request line and headers have to fit in here, or libmicrohttpd refuses them (414, 431).
  private static let connectionByteCount = 16 << 10
  private static let secondsOfSilence: UInt32 = 5
  /// The worker goes first when there are fewer processors than threads that want one.
  private static let niceness: Int32 = 5

  init(host: String, port: UInt16, router: Router, isStopping: SharedFlag) throws(StatusServerError) {
    self.router = router
    self.isStopping = isStopping
    let address = try SocketAddress(host: host, port: port)
    isLoopback = address.isLoopback
    // The owner of the loop keeps it until `run` has ended the daemon.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    errno = 0
    unsafe daemon =
      unsafe address.withPointer { address in
        unsafe status_start_daemon(
          address, address.pointee.sa_family == sa_family_t(AF_INET6) ? 1 : 0, UInt32(2 * Connections.limit),
          Self.connectionByteCount, Self.secondsOfSilence, answerRequest, noteConnection, context)
      } ?? nil
    guard unsafe daemon != nil else {
      throw StatusServerError("Metrics cannot be served on \(host) port \(port): \(Self.text(of: errno)).")
    }
  }

  deinit { stop() }

  var port: UInt16 { unsafe daemon.map { unsafe status_port($0) } ?? 0 }

  /// Serves until a stop is wanted.
  func run() {
    // On Linux a thread has its own niceness, and 0 is the calling one (setpriority(2)).
    _ = setpriority(__priority_which_t(UInt32(PRIO_PROCESS.rawValue)), 0, Self.niceness)
    while !isStopping.isRaised, let daemon = unsafe daemon {
      unsafe status_serve(daemon, Self.roundMilliseconds)
      connections.endExpired(at: .now)
      router.noteTime(.now)
    }
    stop()
  }

  private func stop() {
    guard let daemon = unsafe daemon else { return }
    unsafe self.daemon = nil
    unsafe MHD_stop_daemon(daemon)
  }

  // MARK: - Called by libmicrohttpd, inside `status_serve`

  fileprivate func answer(_ connection: OpaquePointer, method: String, path: String) -> MHD_Result {
    let host = unsafe status_host(connection).map { unsafe String(cString: $0) }
    let response =
      isLoopback && !HostHeader.isLocal(host) ? Router.wrongHost : router.response(method: method, path: path)
    let result = unsafe response.body.withUnsafeBytes { bytes in
      unsafe status_answer(
        connection, UInt32(response.status), bytes.baseAddress, bytes.count, response.contentType, Self.policy,
        response.allow)
    }
    return result
  }

  fileprivate func note(_ connection: OpaquePointer, began: Bool) {
    let socket = unsafe status_socket(connection)
    guard socket >= 0 else { return }
    if began { connections.began(socket, at: .now) } else { connections.ended(socket) }
  }

  /// No script, no style but the page's own, nothing from elsewhere.
  private static let policy =
    "default-src 'none'; style-src \(SHA256.source(of: StatusPage.style)); base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"

  private static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard number != 0, unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

private let answerRequest: MHD_AccessHandlerCallback = { context, connection, url, method, _, _, _, _ in
  guard let context = unsafe context, let connection = unsafe connection else { return status_no }
  let loop = unsafe Unmanaged<ServerLoop>.fromOpaque(context).takeUnretainedValue()
  // A body that may follow is not waited for: the answer ends the connection.
  return unsafe loop.answer(
    connection, method: method.map { unsafe String(cString: $0) } ?? "",
    path: url.map { unsafe String(cString: $0) } ?? "")
}

private let noteConnection: MHD_NotifyConnectionCallback = { context, connection, _, notification in
  guard let context = unsafe context, let connection = unsafe connection else { return }
  let loop = unsafe Unmanaged<ServerLoop>.fromOpaque(context).takeUnretainedValue()
  unsafe loop.note(connection, began: status_is_start(notification) != 0)
}

/// The open connections, oldest first, and their end when they take too long or are too many.
///
/// libmicrohttpd's own timeout counts silence, so a client that sends a byte now and then would stay; and at its own limit it
/// accepts nobody, probes included. Here the oldest goes: a client that asks at once is answered long before its turn.
struct Connections {
  private struct Connection {
    let socket: Int32
    let start: ContinuousClock.Instant
  }

  private var open: [Connection] = []

  /// Beyond this many the oldest is ended.
  static let limit = 64
  /// An answer takes milliseconds; a client on a slow line gets it within this.
  static let longestLife = Duration.seconds(10)

  var count: Int { open.count }

  mutating func began(_ socket: Int32, at now: ContinuousClock.Instant) {
    open.append(Connection(socket: socket, start: now))
    if open.count > Self.limit, let oldest = open.first { end(oldest) }
  }

  mutating func ended(_ socket: Int32) {
    if let index = open.firstIndex(where: { $0.socket == socket }) { open.remove(at: index) }
  }

  mutating func endExpired(at now: ContinuousClock.Instant) {
    while let oldest = open.first, now - oldest.start > Self.longestLife { end(oldest) }
  }

  /// Both directions: the daemon sees the end of the stream, closes the socket and tells; until then the number is not given
  /// to another.
  private mutating func end(_ connection: Connection) {
    _ = shutdown(connection.socket, Int32(SHUT_RDWR))
    ended(connection.socket)
  }
}

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

  /// Whether it is an address of this machine alone: 127.0.0.0/8 or ::1, also mapped into IPv6.
  var isLoopback: Bool {
    let family = unsafe withPointer { unsafe Int32($0.pointee.sa_family) }
    if family == AF_INET { return bytes.count >= 8 && bytes[4] == 127 }
    guard family == AF_INET6, bytes.count >= 24 else { return false }
    let address = bytes[8..<24]
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 127]
    return address.elementsEqual([UInt8](repeating: 0, count: 15) + [1]) || address.starts(with: mapped)
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result? {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe bytes.baseAddress.map { unsafe body($0.assumingMemoryBound(to: sockaddr.self)) }
    }
  }
}
