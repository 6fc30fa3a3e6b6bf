import Normalizer

/// What is answered to whom: four pages, made again at most every half second.
final class Router {
  struct Response {
    var status = 200
    var contentType = "text/plain; charset=utf-8"
    var body: [UInt8]
    /// The methods there are, for those who asked with another.
    var allow: String?
  }

  private let snapshot: @Sendable () -> StatusSnapshot
  private var cached: (snapshot: StatusSnapshot, at: ContinuousClock.Instant)?
  private var metrics: (body: [UInt8], at: ContinuousClock.Instant)?
  private var history = History()

  private static let freshness = Duration.milliseconds(500)

  init(snapshot: @escaping @Sendable () -> StatusSnapshot) { self.snapshot = snapshot }

  /// Queries are ignored. HEAD is answered as GET; libmicrohttpd leaves the body out.
  func response(method: String, path: String, at now: ContinuousClock.Instant = .now) -> Response {
    let pages = ["/", "/metrics", "/healthz", "/readyz"]
    guard pages.contains(path) else {
      return Response(status: 404, body: Array("There are /, /metrics, /healthz and /readyz.\n".utf8))
    }
    guard method == "GET" || method == "HEAD" else {
      return Response(status: 405, body: Array("Only GET and HEAD.\n".utf8), allow: "GET, HEAD")
    }
    let snapshot = current(at: now)
    let health = Health(of: snapshot)
    switch path {
    case "/metrics":
      return Response(contentType: Exposition.contentType, body: exposition(of: snapshot, at: now))
    case "/healthz": return Self.answer(health.defects, good: "healthy")
    case "/readyz": return Self.answer(health.defects + health.waits, good: "ready")
    default:
      let page = StatusPage(snapshot: snapshot, health: health, history: history)
      return Response(contentType: "text/html; charset=utf-8", body: Array(page.html.utf8))
    }
  }

  /// Keeps the history of the page going; called about every half second.
  func noteTime(_ now: ContinuousClock.Instant) {
    guard history.isDue(at: now) else { return }
    history.add(records: current(at: now).records, at: now)
  }

  /// The answer to a name that is not this machine's.
  static let wrongHost = Response(
    status: 421, body: Array("This server answers only to localhost, 127.0.0.1 and [::1].\n".utf8))

  private static func answer(_ problems: [String], good: String) -> Response {
    problems.isEmpty
      ? Response(body: Array("\(good)\n".utf8))
      : Response(status: 503, body: Array("not \(good): \(problems.joined(separator: "; "))\n".utf8))
  }

  private func current(at now: ContinuousClock.Instant) -> StatusSnapshot {
    if let cached, now - cached.at < Self.freshness { return cached.snapshot }
    let fresh = snapshot()
    cached = (fresh, now)
    return fresh
  }

  private func exposition(of snapshot: StatusSnapshot, at now: ContinuousClock.Instant) -> [UInt8] {
    if let metrics, now - metrics.at < Self.freshness { return metrics.body }
    let body = Array(Exposition.text(of: snapshot).utf8)
    metrics = (body, now)
    return body
  }
}
