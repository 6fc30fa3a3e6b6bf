import CMicrohttpd
@unsafe @preconcurrency import Glibc

/// The daemon with its connections; made on one thread and then used by the server's alone.
@safe final class ServerLoop: @unchecked Sendable {
  private let router: Router
  private let isStopping: SharedFlag
  private var connections = Connections()
  private var daemon: OpaquePointer?

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
    let response = router.response(method: method, path: path)
    let result = unsafe response.body.withUnsafeBytes { bytes in
      unsafe status_answer(
        connection, UInt32(response.status), bytes.baseAddress, bytes.count, response.contentType, response.allow)
    }
    return result
  }

  fileprivate func note(_ connection: OpaquePointer, began: Bool) {
    let socket = unsafe status_socket(connection)
    guard socket >= 0 else { return }
    if began { connections.began(socket, at: .now) } else { connections.ended(socket) }
  }

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
