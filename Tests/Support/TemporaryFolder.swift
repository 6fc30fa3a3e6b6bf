import FoundationEssentials

/// A folder of a test's own, removed with the object, or by the guardian if the tests die.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init(_ name: String = "azure-linux-ecs") throws {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    path = "\(parent)/\(name)-\(UInt64.random(in: 0 ... .max))"
    Guardian.shared.protect(folder: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The path of a file in the folder, which need not exist.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = file(name)
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      throw TestSupportError("The file \(path) cannot be written.")
    }
    return path
  }

  public func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    Guardian.shared.release(folder: path)
  }
}
