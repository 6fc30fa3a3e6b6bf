import FoundationEssentials

/// Where the package lies, and what may lie beside it.
public enum ProjectFiles {
  /// The folder of Package.swift.
  public static let root: String = {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
  }()

  /// The folder with a broker and with reference data, which is not part of the package.
  public static var shared: String { "\(root)/../shared" }

  public static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  public static func read(_ path: String) throws -> [UInt8] {
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw TestSupportError("The file \(path) cannot be read.")
    }
    return Array(contents)
  }

  /// The names of a folder's files, sorted.
  public static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// The path of a command in PATH.
  public static func command(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}
