import Patterns

/// The fields under `azure_linux` that are numbers in every pattern that gives them, so that no index ever sees two types.
struct OwnNumbers {
  private var paths: Set<String> = []

  init() {}

  init(_ catalogue: Catalogue) {
    var texts: Set<String> = []
    for pattern in catalogue.patterns {
      for capture in pattern.captures where capture.field.isOwn {
        if capture.kind.isNumeric { paths.insert(capture.field.path) } else { texts.insert(capture.field.path) }
      }
      for assignment in pattern.meaning.assignments where assignment.field.isOwn {
        let path = assignment.field.path
        switch Self.isNumeric(assignment.template, pattern) {
        case true?: paths.insert(path)
        case false?: texts.insert(path)
        case nil: break
        }
      }
    }
    paths.subtract(texts)
  }

  func contains(_ field: Field) -> Bool { field.isOwn && paths.contains(field.path) }

  /// Nil for a constant that can be either.
  private static func isNumeric(_ template: Template, _ pattern: Pattern) -> Bool? {
    if let constant = template.constant {
      return Int64(String(decoding: constant, as: UTF8.self)) == nil ? false : nil
    }
    guard template.parts.count == 1, case .capture(let index) = template.parts[0] else { return false }
    return pattern.captures[index].kind.isNumeric
  }
}
