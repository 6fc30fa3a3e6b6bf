/// Lines of the product's source, and what is put in their place.
struct SourceChange: Sendable {
  /// The file, from the package's folder.
  let path: String
  /// What stands there, once.
  let original: String
  let replacement: String

  init(_ path: String, _ original: String, _ replacement: String) {
    self.path = path
    self.original = original
    self.replacement = replacement
  }

  /// The file with the change; nil unless the original stands in it exactly once.
  func applied(to text: String) -> String? {
    let parts = text.split(separator: original, omittingEmptySubsequences: false)
    return parts.count == 2 ? parts.joined(separator: replacement) : nil
  }
}
