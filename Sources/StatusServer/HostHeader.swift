/// Whether a request to a loopback address means this machine.
///
/// A page in a browser here may have a name of its own that leads to 127.0.0.1 (DNS rebinding), and would read the answer.
enum HostHeader {
  /// The value of `Host`; a request without one comes from no browser.
  static func isLocal(_ value: String?) -> Bool {
    guard let value else { return true }
    let names = ["localhost", "[::1]"]
    let lowercased = value.lowercased()
    if let name = names.first(where: lowercased.hasPrefix) { return isPort(lowercased.dropFirst(name.count)) }
    let address = lowercased.prefix { $0 != ":" }
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
      && isPort(lowercased.dropFirst(address.count))
  }

  private static func isPort(_ rest: Substring) -> Bool {
    rest.isEmpty || (rest.first == ":" && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
  }
}
