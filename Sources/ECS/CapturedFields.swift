import Patterns

/// The captures of a pattern by the paths of their fields.
struct CapturedFields {
  private let byPath: [String: Int]

  init(_ pattern: Pattern) {
    var byPath: [String: Int] = [:]
    for (index, capture) in pattern.captures.enumerated() where byPath[capture.field.path] == nil {
      byPath[capture.field.path] = index
    }
    self.byPath = byPath
  }

  func index(of path: String) -> Int? { byPath[path] }

  /// The captures of those of the paths that the pattern has, in the order of the paths.
  func indices(of paths: [String]) -> [Int] { paths.compactMap { byPath[$0] } }
}
