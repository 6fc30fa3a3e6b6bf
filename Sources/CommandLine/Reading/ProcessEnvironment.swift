// For `environ`, a C global that Swift 6 takes for shared mutable state.
@unsafe @preconcurrency import Glibc

/// What a command line is read in: the environment and the files; tests bring their own.
public struct ProcessEnvironment: Sendable {
  let environment: [String: String]
  let readFile: @Sendable (_ path: String, _ limit: ByteCount) -> Result<[UInt8], FileReadError>

  /// Takes an environment and a way to read a file whole.
  public init(
    environment: [String: String],
    readFile: @escaping @Sendable (_ path: String, _ limit: ByteCount) -> Result<[UInt8], FileReadError>
  ) {
    self.environment = environment
    self.readFile = readFile
  }

  /// The environment as it is now, and the files of this machine.
  ///
  /// Call it before the first thread is started: a library that sets a variable meanwhile would move what is read.
  public static func ofProcess() -> ProcessEnvironment {
    ProcessEnvironment(environment: processEnvironment(), readFile: readWholeFile)
  }
}

/// Why a file could not be read, as the end of a sentence about it.
public struct FileReadError: Error, Sendable, Hashable {
  let reason: String

  /// Takes the reason: `no such file`.
  public init(_ reason: String) { self.reason = reason }
}

/// Every variable of the process; what is no UTF-8 is repaired, what has no `=` is left out.
private func processEnvironment() -> [String: String] {
  var result: [String: String] = [:]
  // `environ` is a C global, and null after clearenv(3).
  guard var cursor = unsafe Optional(environ) else { return result }
  while let entry = unsafe cursor.pointee {
    let text = unsafe String(cString: entry)
    if let separator = text.firstIndex(of: "=") {
      result[String(text[..<separator])] = String(text[text.index(after: separator)...])
    }
    unsafe cursor += 1
  }
  return result
}

/// Reads a file, a pipe or a device up to a limit, which also ends what never ends.
private func readWholeFile(_ path: String, _ limit: ByteCount) -> Result<[UInt8], FileReadError> {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return .failure(FileReadError(errorText(errno))) }
  defer { close(descriptor) }
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16384)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return .success(content) }
    if count < 0 {
      if errno == EINTR { continue }
      return .failure(FileReadError(errorText(errno)))
    }
    content += chunk.prefix(count)
    if content.count > limit.bytes { return .failure(FileReadError("it is larger than \(limit)")) }
  }
}

/// The library's text for an error number, with a lower-case beginning.
private func errorText(_ number: Int32) -> String {
  let size = 256
  var buffer = [CChar](repeating: 0, count: size)
  let status = unsafe strerror_r(number, &buffer, size)
  let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  let text = String(decoding: bytes, as: UTF8.self)
  guard status == 0, let first = text.first else { return "error \(number)" }
  return first.lowercased() + text.dropFirst()
}

/// The variables that begin with the program's prefix.
///
/// An empty variable counts as absent: container tools cannot unset one, they set it to nothing.
struct EnvironmentSource {
  private(set) var texts = SourceTexts(.environment)
  var mistakes: [SettingDiagnostic] { texts.mistakes }

  init<Name>(_ environment: [String: String], table: SettingTable<Name>) {
    var known: [String: String] = [:]
    for facts in table.settings.map(\.facts) where facts.sources.contains(.environment) {
      known[table.environmentName(facts.name)] = facts.name
      if facts.isSecret { known[table.environmentName(facts.fileFormName)] = facts.fileFormName }
    }
    let passPrefix = table.environmentPrefix + table.passThrough.environmentPrefix
    for (variable, value) in environment.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(table.environmentPrefix) && !value.isEmpty {
      let origin = Origin.environment(variable)
      if let name = known[variable] {
        texts.add(name, value, from: origin)
      } else if EnvironmentSource.isServiceLink(variable, value) {
        continue
      } else if variable.hasPrefix(passPrefix), variable.count > passPrefix.count {
        let name = variable.dropFirst(passPrefix.count).lowercased().replacing("_", with: ".")
        texts.pass(name, value, from: origin)
      } else {
        texts.refuse(EnvironmentSource.unknown(variable, known: known.keys.sorted(), table))
      }
    }
  }

  private static func unknown<Name>(_ variable: String, known: [String], _ table: SettingTable<Name>)
    -> SettingDiagnostic
  {
    let prefix = table.environmentPrefix
    if let facts = table.settings.map(\.facts).first(where: { table.environmentName($0.name) == variable }) {
      return SettingDiagnostic(
        "\(variable) is not read; \(facts.name) can only be given as the flag \(facts.flag ?? facts.name)")
    }
    // All names share the prefix: only what follows it can be near or far.
    let near = nearestName(
      to: String(variable.dropFirst(prefix.count)), among: known.map { String($0.dropFirst(prefix.count)) })
    let hint = near.map { "; did you mean \(prefix)\($0)?" } ?? ""
    return SettingDiagnostic("unknown environment variable \(quoted(variable))\(hint)")
  }

  /// Whether Kubernetes may have written the variable, as it does into every pod of a namespace for every service.
  ///
  /// A service named like the program would otherwise stop its own pods from starting. The names are those of
  /// "Accessing the Service, Environment variables" in the Kubernetes documentation.
  static func isServiceLink(_ variable: String, _ value: String) -> Bool {
    if variable.hasSuffix("_SERVICE_HOST") || variable.hasSuffix("_SERVICE_PORT") { return true }
    if variable.contains("_SERVICE_PORT_") { return true }
    if variable.hasSuffix("_PORT"), value.contains("://") { return true }
    let parts = variable.split(separator: "_")
    guard let protocolIndex = parts.lastIndex(where: { ["TCP", "UDP", "SCTP"].contains($0) }), protocolIndex >= 2 else {
      return false
    }
    let tail = parts[(protocolIndex + 1)...]
    return parts[protocolIndex - 2] == "PORT" && UInt16(parts[protocolIndex - 1]) != nil
      && (tail.isEmpty || tail.count == 1 && ["PROTO", "PORT", "ADDR"].contains(tail.first ?? ""))
  }
}
