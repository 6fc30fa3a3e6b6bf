/// Where secrets may be sent: over https, or to this machine.
public enum EndpointURL {
  /// Whether what is sent to a URL stays unread on the way. A URL without a scheme is not safe, since clients guess http.
  public static func isSafe(_ url: String) -> Bool { scheme("https://", of: url) || isLocal(url) }

  /// Whether a URL names this machine by an address or name that cannot be another's.
  public static func isLocal(_ url: String) -> Bool {
    let schemes = ["http://", "https://"]
    guard let start = schemes.first(where: { scheme($0, of: url) })?.count else { return false }
    let authority = url.dropFirst(start).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let name = ["127.0.0.1", "[::1]", "localhost"].first(where: { authority.hasPrefix($0) }) else { return false }
    let port = authority.dropFirst(name.count)
    return port.isEmpty || (port.hasPrefix(":") && port.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
  }

  /// Percent-encodes a text that is to be one part of a path: all but what RFC 3986 leaves unreserved.
  public static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }

  /// Microsoft Entra ID's token endpoint of a tenant.
  public static func entra(authority: String, tenant: String) -> String {
    let host = authority.hasSuffix("/") ? authority : authority + "/"
    // A part of dots alone would be taken for a step within the path.
    let part = tenant.utf8.allSatisfy { $0 == 0x2E } ? tenant.replacing(".", with: "%2E") : encoded(tenant)
    return "\(host)\(part)/oauth2/v2.0/token"
  }

  private static func scheme(_ scheme: String, of url: String) -> Bool { url.lowercased().hasPrefix(scheme) }
}
