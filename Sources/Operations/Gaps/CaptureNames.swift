import Patterns

/// Guesses which field a masked part of a text is, by the key or the word before it.
struct CaptureNames {
  /// Own fields (`.x`) that hold values in the catalogue; no field can be a value and hold others.
  private let taken: Set<String>
  private var used: Set<String> = []

  init(catalogue: Catalogue) {
    var taken: Set<String> = []
    for pattern in catalogue.patterns {
      for field in pattern.captures.map(\.field) + pattern.meaning.assignments.map(\.field) where field.isOwn {
        taken.insert(field.name)
      }
    }
    self.taken = taken
  }

  private init(taken: Set<String>) { self.taken = taken }

  /// The same without what one pattern has used.
  var fresh: CaptureNames { CaptureNames(taken: taken) }

  /// A capture such as `user`, `port` or `:number`.
  ///
  /// - Parameters:
  ///   - hint: the key before a `=`, or the word before, in lower case without marks; empty if there is none.
  mutating func capture(_ variable: TemplateWord.Variable, hint: String, isKey: Bool) -> String {
    if let name = Self.name(of: hint, variable), used.insert(name.field).inserted { return name.capture }
    let kind = Self.kind(variable)
    if isKey, let own = ownName(hint), used.insert(own).inserted { return "\(own):\(kind)" }
    return ":\(kind)"
  }

  private static func kind(_ variable: TemplateWord.Variable) -> String { variable.rawValue }

  private static func name(of hint: String, _ variable: TemplateWord.Variable) -> (field: String, capture: String)? {
    switch (hint, variable) {
    case ("user", .word), ("for", .word), ("username", .word), ("login", .word), ("account", .word), ("logname", .word):
      ("user", "user:word")
    case ("uid", .number): ("uid", "uid")
    case ("gid", .number): ("gid", "gid")
    case ("group", .word): ("group", "group:word")
    case ("by", .word), ("euser", .word): ("effective", "effective:word")
    case ("port", .number), ("sport", .number): ("port", "port")
    case ("dport", .number): ("destination.port", "destination.port")
    case ("dst", .address), ("to", .address), ("server", .address): ("destination.address", "destination.address")
    case ("rhost", .word), ("from", .word): ("address", "address")
    case (_, .address): ("address", "address")
    case ("pid", .number), ("process", .number): ("process.pid", "process.pid")
    case ("command", .word), ("cmd", .word), ("comm", .word): ("command", "command:word")
    case ("pwd", .word), ("cwd", .word): ("pwd", "pwd:word")
    case ("exe", .word): ("process.executable", "process.executable")
    case ("file", .word), ("path", .word): ("file.path", "file.path")
    case ("service", .word), ("unit", .word): ("service.name", "service.name")
    case ("version", .word): ("service.version", "service.version")
    case ("code", .number), ("status", .number): ("process.exit_code", "process.exit_code")
    default: nil
    }
  }

  /// `.key` for a key that can be a field's name and does not clash with the catalogue's.
  private func ownName(_ hint: String) -> String? {
    let name = "." + hint.lowercased().map { $0 == "-" || $0 == "." ? "_" : $0 }
    let isName =
      name.utf8.dropFirst().first.map { (0x61...0x7A).contains($0) } == true
      && name.utf8.dropFirst().allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
      } && name.utf8.count <= 32
    guard isName, !taken.contains(where: { $0.hasPrefix(name + ".") }) else { return nil }
    return name
  }
}
