import Foundation

/// The reference corpus's load generator.
enum LoadGenerator {
  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static let isThere = Corpus.isThere && python != nil

  /// One Kafka value a line, and what the generator says each is: `ok TEMPLATE` or `bad KIND`.
  static func values(count: Int, mix: String = "real", badFraction: Double = 0) throws -> [(
    value: [UInt8], label: String
  )] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "load-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appending(path: "values.jsonl")
    let labels = folder.appending(path: "labels.txt")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: python ?? "/usr/bin/python3")
    process.arguments = [
      Corpus.folder.appending(path: "generate_load.py").path, "--count", "\(count)", "--mix", mix, "--bad-fraction",
      "\(badFraction)", "--labels", labels.path,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    let bytes = [UInt8](try Data(contentsOf: output))
    let values = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init).dropLast()
    let names = try String(contentsOf: labels, encoding: .utf8).split(separator: "\n").map(String.init)
    guard values.count == names.count else { throw CocoaError(.fileReadCorruptFile) }
    return zip(values, names).map { ($0, $1) }
  }
}
