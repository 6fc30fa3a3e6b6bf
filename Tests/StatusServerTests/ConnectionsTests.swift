@unsafe @preconcurrency import Glibc
import Testing

@testable import StatusServer

@Suite struct `The connections` {
  /// Two ends of a stream; the first is the server's.
  private static func pair() -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0, &ends)
    return (ends[0], ends[1])
  }

  /// Whether the other side has seen the end of the stream.
  private static func hasEnded(_ socket: Int32) -> Bool {
    var byte: UInt8 = 0
    return unsafe recv(socket, &byte, 1, 0) == 0
  }

  @Test func `a connection that lives too long is ended, whatever it sends`() {
    let start = ContinuousClock.now
    let (old, oldPeer) = Self.pair()
    let (young, youngPeer) = Self.pair()
    var connections = Connections()
    connections.began(old, at: start)
    connections.began(young, at: start + .seconds(8))
    connections.endExpired(at: start + .seconds(11))
    #expect(Self.hasEnded(oldPeer))
    #expect(!Self.hasEnded(youngPeer))
    #expect(connections.count == 1)
    for socket in [old, oldPeer, young, youngPeer] { close(socket) }
  }

  @Test func `the oldest goes when there are too many, and only it`() {
    var connections = Connections()
    let pairs = (0...Connections.limit).map { _ in Self.pair() }
    for pair in pairs { connections.began(pair.0, at: .now) }
    #expect(Self.hasEnded(pairs[0].1))
    #expect(!Self.hasEnded(pairs[1].1))
    #expect(connections.count == Connections.limit)
    for pair in pairs {
      close(pair.0)
      close(pair.1)
    }
  }

  @Test func `one that has ended is forgotten`() {
    let (socket, peer) = Self.pair()
    var connections = Connections()
    connections.began(socket, at: .now - .seconds(60))
    connections.ended(socket)
    connections.endExpired(at: .now)
    #expect(!Self.hasEnded(peer))
    close(socket)
    close(peer)
  }
}
