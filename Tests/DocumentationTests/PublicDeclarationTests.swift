import Foundation
import TestSupport
import Testing

@Suite struct PublicDeclarationTests {
  /// Targets that have public declarations without documentation, and how many at most; every other target has none.
  ///
  /// A number may only become smaller.
  private static let allowance = [
    "AzureLinux": 15, "CommandLine": 16, "ECS": 5, "Logging": 16, "Normalizer": 23, "OAuth": 7, "Operations": 66,
    "Patterns": 29, "StatusServer": 76, "StrictJSON": 29, "Worker": 71,
  ]

  @Test func `public declarations are documented`() throws {
    let folder = "\(ProjectFiles.root)/Sources"
    var seen = 0
    for target in try ProjectFiles.names(in: folder) {
      var missing: [String] = []
      let files = try #require(FileManager.default.subpaths(atPath: "\(folder)/\(target)")).filter {
        $0.hasSuffix(".swift")
      }
      for file in files.sorted() {
        let text = String(decoding: try ProjectFiles.read("\(folder)/\(target)/\(file)"), as: UTF8.self)
        let (count, places) = Self.publicDeclarations(of: text)
        seen += count
        missing += places.map { "\(target)/\(file):\($0)" }
      }
      #expect(
        missing.count <= Self.allowance[target, default: 0],
        "\(target): a line /// is missing before \(missing.joined(separator: ", "))")
    }
    #expect(seen > 1_000)
  }

  @Test func `a declaration without a line before it is found, and one with attributes between is not`() {
    let text = """
      public import Kafka
      /// Documented.
      @inlinable
      public func a() {}
        public var b: Int
      public static let quiet = Setting<Bool>(
      @frozen public struct C {
        // An ordinary comment.
        @inlinable public init() {}
      public extension D {}
      """
    let (count, missing) = Self.publicDeclarations(of: text)
    #expect(count == 5)
    #expect(missing == [5, 7, 9])
  }

  /// How many public declarations a file has, and the numbers of the lines of those without documentation.
  private static func publicDeclarations(of text: String) -> (count: Int, undocumented: [Int]) {
    var count = 0
    var undocumented: [Int] = []
    var isDocumented = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("///") {
        isDocumented = true
        continue
      }
      let isPublic = line.prefixMatch(of: #/(@[A-Za-z_]+(\([^)]*\))?\s+)*public\s+(?!import|extension)/#) != nil
      if isPublic {
        count += 1
        // A setting carries its documentation as its help, which `SettingTable.defects` requires.
        if !isDocumented, !line.contains(" = Setting<") { undocumented.append(index + 1) }
      }
      // An attribute on a line of its own, or a condition, stands between a declaration and its documentation.
      if isPublic || !(line.hasPrefix("@") || line.hasPrefix("#if")) { isDocumented = false }
    }
    return (count, undocumented)
  }
}
