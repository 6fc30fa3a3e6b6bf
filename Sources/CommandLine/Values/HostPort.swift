/// A host and a port, as `host:port`; an IPv6 address stands in brackets.
public struct HostPort: Sendable, Hashable, CustomStringConvertible {
  /// The host's name or address, without brackets.
  public let host: String

  /// The port, from 0 (any free one, where something listens) to 65535.
  public let port: UInt16

  /// Makes an address out of its two parts.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// `host:port`, with brackets where the host holds colons.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension ValueType where Value == HostPort {
  /// `host:port`; with a default port, `host` alone.
  public static func hostPort(defaultPort: UInt16? = nil) -> ValueType<HostPort> {
    ValueType(
      expectation: defaultPort.map { "an address host:port (port \($0) if it is left out)" } ?? "an address host:port",
      metavar: "host:port",
      read: { readHostPort($0, defaultPort: defaultPort) },
      write: { $0.description })
  }
}

private func readHostPort(_ text: String, defaultPort: UInt16?) -> Result<HostPort, ValueError> {
  if text.contains("://") { return .failure(.because("is a URL, expected host:port without a scheme")) }
  let host: Substring
  var rest: Substring
  if text.hasPrefix("[") {
    guard let close = text.firstIndex(of: "]") else { return .failure(.malformed) }
    host = text[text.index(after: text.startIndex)..<close]
    rest = text[text.index(after: close)...]
    guard host.utf8.allSatisfy({ isHexDigit($0) || $0 == 0x3A || $0 == 0x2E || $0 == 0x25 }) else {
      return .failure(.malformed)
    }
  } else {
    host = text.prefix { $0 != ":" }
    rest = text[host.endIndex...]
    if rest.dropFirst().contains(":") {
      return .failure(.because("has several colons; an IPv6 address is written [address]:port"))
    }
    guard host.utf8.allSatisfy({ isHostByte($0) }) else { return .failure(.malformed) }
  }
  guard !host.isEmpty else { return .failure(.because("has no host, expected host:port")) }
  if rest.isEmpty {
    guard let defaultPort else { return .failure(.because("has no port, expected host:port")) }
    return .success(HostPort(host: String(host), port: defaultPort))
  }
  guard rest.removeFirst() == ":", !rest.isEmpty, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
    return .failure(.because("has no number as its port, expected host:port"))
  }
  guard let port = UInt16(rest) else { return .failure(.because("has a port out of range, expected 0 to 65535")) }
  return .success(HostPort(host: String(host), port: port))
}

private func isHexDigit(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
}

/// Letters, digits, `-`, `.`, and the `_` that container networks put into names.
private func isHostByte(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    || byte == 0x2D || byte == 0x2E || byte == 0x5F
}
