import Patterns

/// What a pattern gives for each field, by path: its captures and, of a field that has none, its `set` lines.
struct FieldTemplates {
  private var byPath: [String: Template] = [:]

  init(_ pattern: Pattern) {
    for assignment in pattern.meaning.assignments { byPath[assignment.field.path] = assignment.template }
    // A `set` line replaces a capture of the same field.
    for (index, capture) in pattern.captures.enumerated() where byPath[capture.field.path] == nil {
      byPath[capture.field.path] = Template(parts: [.capture(index)])
    }
  }

  func template(of path: String) -> Template? { byPath[path] }

  /// The templates of those of the paths that have one, in the order of the paths.
  func templates(of paths: [String]) -> [Template] { paths.compactMap { byPath[$0] } }

  /// The templates of all fields whose path the condition takes, sorted by path.
  func templates(where isWanted: (String) -> Bool) -> [Template] {
    byPath.keys.filter(isWanted).sorted().compactMap { byPath[$0] }
  }
}
