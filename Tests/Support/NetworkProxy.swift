import Dispatch
@unsafe @preconcurrency import Glibc
import Synchronization

/// A TCP proxy on 127.0.0.1 that stands between a client and a broker and can misbehave as networks do.
///
/// One thread of its own carries all connections. A change of behaviour holds for connections that stand as well as for new ones.
public final class NetworkProxy: Sendable {
  public enum Behaviour: Equatable, Sendable {
    case forward
    /// Every byte comes later, in both directions.
    case delay(Duration)
    /// Connections stay and carry nothing, as behind a firewall that has forgotten them.
    case blackHole
    /// Connections are reset as soon as they are made, and those that stood are reset now.
    case refuse
  }

  public let port: Int
  private let targetPort: Int
  private let behaviour = Mutex(Behaviour.forward)
  private let cutCount = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private let hasEnded = DispatchSemaphore(value: 0)

  /// Listens at once.
  public init(port: Int, to targetPort: Int) throws {
    self.port = port
    self.targetPort = targetPort
    let listener = try ProxySocket.listening(port: port)
    let thread = DispatchQueue(label: "proxy \(port)")
    thread.async { [self] in
      serve(listener)
      hasEnded.signal()
    }
  }

  public func set(_ new: Behaviour) { behaviour.withLock { $0 = new } }

  /// Resets all connections that stand; new ones are welcome.
  public func cut() { cutCount.add(1, ordering: .relaxed) }

  public func stop() {
    guard !isStopped.exchange(true, ordering: .relaxed) else { return }
    hasEnded.wait()
  }

  private func serve(_ listener: ProxySocket) {
    var pairs: [ProxiedConnection] = []
    var cuts = 0
    while !isStopped.load(ordering: .relaxed) {
      let behaviour = behaviour.withLock { $0 }
      let wantedCuts = cutCount.load(ordering: .relaxed)
      if cuts != wantedCuts || behaviour == .refuse {
        for pair in pairs { pair.reset() }
        pairs.removeAll()
        cuts = wantedCuts
      }
      // In a black hole nothing is looked at, or data that waits would keep the loop turning.
      var polls = [pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)]
      if behaviour != .blackHole { for pair in pairs { polls += pair.interests } }
      let timeout: Int32 = if case .delay = behaviour { 2 } else { 20 }
      guard unsafe poll(&polls, nfds_t(polls.count), timeout) >= 0 || errno == EINTR else { break }
      if behaviour != .blackHole {
        let delay: Duration = if case .delay(let delay) = behaviour { delay } else { .zero }
        pairs = pairs.filter { $0.carry(delay: delay) }
      }
      if polls[0].revents != 0, let client = listener.accept() {
        if behaviour != .refuse, let server = ProxySocket.connected(port: targetPort) {
          pairs.append(ProxiedConnection(client: client, server: server))
        } else {
          client.reset()
        }
      }
    }
    for pair in pairs { pair.reset() }
    listener.close()
  }
}
