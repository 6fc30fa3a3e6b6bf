import TestSupport

/// A page of the documentation, and the blocks in it that are generated.
struct DocumentationFile {
  static let folder = "\(ProjectFiles.root)/Sources/azure-linux-ecs/Documentation.docc"

  let path: String
  let text: String

  init(path: String) throws {
    self.path = path
    text = String(decoding: try ProjectFiles.read(path), as: UTF8.self)
  }

  /// A page of the documentation catalogue, such as `Settings`.
  init(page: String) throws { try self.init(path: "\(Self.folder)/\(page).md") }

  /// All pages for people, with their paths.
  static func all() throws -> [DocumentationFile] {
    let root = ProjectFiles.root
    let others = [
      "README.md", ".github/CONTRIBUTING.md", "deploy/RUNBOOK.md", "Sources/CPatternFiles/LANGUAGE.md",
    ].map { "\(root)/\($0)" }
    let pages = try ProjectFiles.names(in: folder).filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
    return try (others + pages).map { try DocumentationFile(path: $0) }
  }

  /// The lines between `<!-- NAME -->` and `<!-- /NAME -->`.
  func block(_ name: String) -> Substring? {
    guard let start = text.firstRange(of: "<!-- \(name) -->\n"),
      let end = text[start.upperBound...].firstRange(of: "<!-- /\(name) -->")
    else { return nil }
    return text[start.upperBound..<end.lowerBound]
  }

  /// The file with other lines in a block.
  func replacing(_ name: String, with content: String) -> String? {
    guard let old = block(name) else { return nil }
    return text[..<old.startIndex] + content + text[old.endIndex...]
  }

  var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }

  /// The targets of all links that lead to a file, without anchors.
  var linkedFiles: [String] {
    text.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.output.1) }
      .filter { !$0.hasPrefix("http") && !$0.hasPrefix("#") && !$0.hasPrefix("doc:") }
      .map { String($0.prefix { $0 != "#" }) }
  }

  /// The pages that links of the form `doc:Page` name.
  var linkedPages: [String] { text.matches(of: #/doc:([A-Za-z]+)/#).map { String($0.output.1) } }
}
