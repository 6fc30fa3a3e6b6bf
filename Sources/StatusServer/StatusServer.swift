import CMicrohttpd
import Dispatch
@unsafe @preconcurrency import Glibc
import Synchronization

/// Answers `/metrics`, `/healthz`, `/readyz` and `/` over HTTP, on a thread of its own that yields to the worker's.
///
/// The protocol is libmicrohttpd's; what is ours is that no client can hold anything for long. All members may be used from
/// any thread. It asks for a snapshot at most once in half a second, however often it is asked.
public final class StatusServer: Sendable {
  /// The port that is listened on, which the system chose if it was 0.
  public let port: UInt16
  private let isStopping: SharedFlag
  private let ended = DispatchSemaphore(value: 0)

  /// Listens, or throws a sentence that says why it cannot.
  ///
  /// - Parameters:
  ///   - host: a name or an address, IPv6 without brackets.
  ///   - snapshot: called on the server's thread.
  public init(
    host: String, port: UInt16, snapshot: @escaping @Sendable () -> StatusSnapshot
  ) throws(StatusServerError) {
    let isStopping = SharedFlag()
    let loop = try ServerLoop(
      host: host, port: port, router: Router(snapshot: snapshot), isStopping: isStopping)
    self.isStopping = isStopping
    self.port = loop.port
    let ended = ended
    // A queue of its own gets a thread of its own.
    DispatchQueue(label: "status-server").async {
      loop.run()
      ended.signal()
    }
  }

  /// Ends all connections and stops listening; waits for that, up to a limit.
  public func stop() {
    isStopping.raise()
    _ = ended.wait(timeout: .now() + .seconds(3))
  }
}

/// A flag that is raised once.
final class SharedFlag: Sendable {
  private let value = Atomic<Bool>(false)

  func raise() { value.store(true, ordering: .releasing) }
  var isRaised: Bool { value.load(ordering: .acquiring) }
}

/// Why no status server is there, as a sentence.
public struct StatusServerError: Error, CustomStringConvertible, Sendable {
  public let description: String
  init(_ description: String) { self.description = description }
}
