// For `environ`, a C global that Swift 6 takes for shared mutable state.
@unsafe @preconcurrency import Glibc

/// What a command line is read in: the environment and the files; tests bring their own.
public struct Surroundings: Sendable {
  let environment: [String: String]
  let readFile: @Sendable (_ path: String, _ limit: ByteCount) -> Result<[UInt8], FileProblem>

  /// Takes an environment and a way to read a file whole.
  public init(
    environment: [String: String],
    readFile: @escaping @Sendable (_ path: String, _ limit: ByteCount) -> Result<[UInt8], FileProblem>
  ) {
    self.environment = environment
    self.readFile = readFile
  }

  /// The environment as it is now, and the files of this machine.
  ///
  /// Call it before the first thread is started: a library that sets a variable meanwhile would move what is read.
  public static func ofProcess() -> Surroundings {
    Surroundings(environment: processEnvironment(), readFile: readWholeFile)
  }
}

/// Why a file could not be read, as the end of a sentence about it.
public struct FileProblem: Error, Sendable, Hashable {
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
private func readWholeFile(_ path: String, _ limit: ByteCount) -> Result<[UInt8], FileProblem> {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return .failure(FileProblem(errorText(errno))) }
  defer { close(descriptor) }
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16384)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return .success(content) }
    if count < 0 {
      if errno == EINTR { continue }
      return .failure(FileProblem(errorText(errno)))
    }
    content += chunk.prefix(count)
    if content.count > limit.bytes { return .failure(FileProblem("it is larger than \(limit)")) }
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
