@unsafe @preconcurrency import Glibc

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
