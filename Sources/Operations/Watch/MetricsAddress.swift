/// Where a worker serves its metrics, as a user names it.
public struct MetricsAddress: Sendable, Equatable {
  /// What is asked.
  let url: String
  /// What is shown: host and port, and the path if it is not `/metrics`; never a password.
  let name: String

  /// Takes `http://host:port/path`, `https://...` or `host:port`; without a path `/metrics` is asked for.
  public init(_ text: String) throws(OperationFailure) {
    let scheme = text.hasPrefix("https://") ? "https://" : "http://"
    let rest = text.hasPrefix(scheme) ? text.dropFirst(scheme.count) : text[...]
    let isPlain = rest.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F && $0 != "\\" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard isPlain, !authority.isEmpty, !rest.contains("://") else {
      throw .usage("--url: that is no address of a worker's metrics, such as http://127.0.0.1:9464.")
    }
    let path = rest.dropFirst(authority.count)
    url = scheme + authority + (path.isEmpty || path == "/" ? "/metrics" : String(path))
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    name =
      String(host)
      + (path.isEmpty || path == "/" || path == "/metrics" ? "" : String(path.prefix { $0 != "?" && $0 != "#" }))
  }
}
