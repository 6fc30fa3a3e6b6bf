@unsafe @preconcurrency import Glibc

/// A client's connection and the broker's beside it, and what is on its way between them; used by the proxy's thread.
final class ProxiedConnection {
  /// One direction.
  private struct Flow {
    var chunks: [(due: ContinuousClock.Instant, bytes: ArraySlice<UInt8>)] = []
    var byteCount = 0

    static let capacity = 1 << 20
    var isFull: Bool { byteCount >= Self.capacity }
  }

  private let client: ProxySocket
  private let server: ProxySocket
  private var upstream = Flow()
  private var downstream = Flow()
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(client: ProxySocket, server: ProxySocket) {
    self.client = client
    self.server = server
  }

  /// What to wait for: bytes where there is room for them, and room where bytes are due.
  var interests: [pollfd] {
    let now = ContinuousClock.now
    func events(reading: Flow, writing: Flow) -> Int16 {
      var events = reading.isFull ? 0 : Int16(POLLIN)
      if let first = writing.chunks.first, first.due <= now { events |= Int16(POLLOUT) }
      return events
    }
    return [
      pollfd(fd: client.descriptor, events: events(reading: upstream, writing: downstream), revents: 0),
      pollfd(fd: server.descriptor, events: events(reading: downstream, writing: upstream), revents: 0),
    ]
  }

  /// Moves what can be moved; false when the connection is over, and both ends are closed.
  func carry(delay: Duration) -> Bool {
    let due = ContinuousClock.now + delay
    let isOpen =
      take(from: client, into: &upstream, due) && take(from: server, into: &downstream, due)
      && deliver(&upstream, to: server) && deliver(&downstream, to: client)
    if !isOpen { reset() }
    return isOpen
  }

  private func take(from socket: ProxySocket, into flow: inout Flow, _ due: ContinuousClock.Instant) -> Bool {
    while !flow.isFull {
      switch socket.read(into: &buffer) {
      case .some(let count):
        flow.chunks.append((due, buffer[..<count]))
        flow.byteCount += count
      case .later: return true
      case .ended: return false
      }
    }
    return true
  }

  private func deliver(_ flow: inout Flow, to socket: ProxySocket) -> Bool {
    while let first = flow.chunks.first, first.due <= .now {
      switch socket.write(first.bytes) {
      case .some(let count):
        flow.byteCount -= count
        if count == first.bytes.count { flow.chunks.removeFirst() } else { flow.chunks[0].bytes.removeFirst(count) }
      case .later: return true
      case .ended: return false
      }
    }
    return true
  }

  func reset() {
    client.reset()
    server.reset()
  }
}
