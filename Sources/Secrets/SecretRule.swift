/// The one rule for what may be a secret, and for what is shown of it.
///
/// Settings, properties of the Kafka library, logs and errors all ask here. It hides rather too much than too little: a value
/// hidden for nothing costs a look into the file, one shown by mistake costs the secret.
public enum SecretRule {
  /// What stands where a secret would.
  public static let mask = "[hidden]"

  /// What the names of the program's own variables begin with; no other program gets them.
  public static let variablePrefix = "AZURE_LINUX_ECS_"

  /// Whether a value must not be shown as it is, by its name or by its own form.
  public static func hides(_ value: String, of name: String) -> Bool {
    isSecret(name: name) || (isCommand(name: name) && value.contains(" ")) || isSecret(value: value)
  }

  /// The value for people: as it is, a URL or a command without its secret parts, or the mask.
  public static func shown(_ value: String, of name: String) -> String {
    guard hides(value, of: name) else { return value }
    if isSecret(name: name) { return mask }
    if isCommand(name: name) { return shownCommand(value) }
    let address = isURL(value) ? shownURL(value) : mask
    return isSecret(value: address) ? mask : address
  }

  // MARK: - Names

  /// Whether a name speaks of a secret: of a setting, a property or a variable, whatever parts its words.
  public static func isSecret(name: String) -> Bool {
    let name = dotted(name)
    // The setting of which key an event has.
    if name == "key" { return false }
    if name == "cmd" || name.hasSuffix(".cmd") { return true }
    // These name where the secret is.
    let places = [".location", ".url", ".file", ".endpoint", ".keytab", ".command"]
    if places.contains(where: name.hasSuffix) { return false }
    let words = [
      "password", "passphrase", "secret", "jaas", "token", "credential", "key", "pem", "assertion", "connection.string",
      "oauthbearer.config", "oauthbearer.extensions",
    ]
    return words.contains { name.contains($0) }
  }

  private static func isCommand(name: String) -> Bool { dotted(name).hasSuffix(".command") }

  private static func dotted(_ name: String) -> String {
    String(name.lowercased().map { $0 == "-" || $0 == "_" ? "." : $0 })
  }

  // MARK: - Values

  /// Whether a value has the form of a secret, whatever it is called.
  ///
  /// A PEM block, a line of JAAS, a connection string, user information before a host, or a URL with a query or a fragment.
  public static func isSecret(value: String) -> Bool {
    if value.contains("-----BEGIN") { return true }
    if let at = value.lastIndex(of: "@"), value[..<at].contains(":") { return true }
    if isURL(value), value.contains(where: { $0 == "?" || $0 == "#" }) { return true }
    let text = value.lowercased().filter { $0 != " " && $0 != "\t" }
    return ["loginmodule", "password=", "passphrase=", "secret=", "token=", "accesskey="].contains {
      text.contains($0)
    }
  }

  /// Whether a value begins with a scheme (RFC 3986, 3.1).
  private static func isURL(_ value: String) -> Bool {
    guard let colon = value.firstRange(of: "://")?.lowerBound else { return false }
    return value[..<colon].utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
    }
  }

  /// A URL without user information, query and fragment, in which anything may stand.
  public static func shownURL(_ url: String) -> String {
    let address = url.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = address.firstRange(of: "://") else { return isSecret(value: url) ? mask : String(address) }
    // A password may hold a slash that nobody encoded: what stands before the last @ is no host.
    let rest = address[scheme.upperBound...]
    guard let at = url.lastIndex(of: "@") else { return String(address) }
    guard at < rest.endIndex else { return mask }
    return String(address[..<scheme.upperBound]) + String(rest[rest.index(after: at)...])
  }

  /// A command's program without its arguments.
  public static func shownCommand(_ command: String) -> String {
    guard let program = command.split(separator: " ").first, !program.contains("="), !isSecret(value: String(program))
    else { return mask }
    return program.count == command.count ? String(program) : "\(program) \(mask)"
  }
}
