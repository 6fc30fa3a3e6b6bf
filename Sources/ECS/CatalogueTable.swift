public import Patterns

/// What a catalogue knows, as Markdown for people: for each family of programs the kinds of messages, what ECS says of them
/// and which fields they give beyond those that every event has.
public struct CatalogueTable {
  private struct Row {
    let title: String
    let classification: [String]
    var fields: Set<String>
  }

  private struct Family {
    let file: String
    var programs: [String] = []
    var rows: [Row] = []
    var patternCount = 0

    mutating func add(_ pattern: Pattern) {
      patternCount += 1
      for program in pattern.programs.map(\.description) where !programs.contains(program) { programs.append(program) }
      let meaning = pattern.meaning
      let classification = [
        meaning.categories.joined(separator: ", "), meaning.types.joined(separator: ", "),
        meaning.action.map { CatalogueTable.text(of: $0, pattern) } ?? "", meaning.outcome?.rawValue ?? "",
      ]
      let fields = CatalogueTable.fields(of: pattern)
      if let index = rows.firstIndex(where: { $0.title == pattern.title && $0.classification == classification }) {
        rows[index].fields.formUnion(fields)
      } else {
        rows.append(Row(title: pattern.title, classification: classification, fields: fields))
      }
    }
  }

  /// The families in the order of the files, each with a line that names its programs and a table; ends with a line feed.
  public let markdown: String

  public init(_ catalogue: Catalogue) {
    var families: [Family] = []
    for pattern in catalogue.patterns {
      let index = families.firstIndex { $0.file == pattern.file } ?? families.endIndex
      if index == families.endIndex { families.append(Family(file: pattern.file)) }
      families[index].add(pattern)
    }
    markdown = families.map(Self.markdown).joined(separator: "\n")
  }

  private static func markdown(_ family: Family) -> String {
    let programs = family.programs.map { $0 == "*" ? "any program" : "`\($0)`" }.joined(separator: ", ")
    var text = "**\(programs)** (\(family.file), \(family.patternCount) patterns)\n\n"
    text += "| message | category | type | action | outcome | fields |\n| --- | --- | --- | --- | --- | --- |\n"
    for row in family.rows {
      let cells = [row.title] + row.classification + [grouped(row.fields)]
      text += "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }
    return text
  }

  /// Names with a common beginning are written once: `azure_linux.ssh.{code, reason}`.
  private static func grouped(_ fields: Set<String>) -> String {
    var leavesByParent: [String: [String]] = [:]
    for field in fields {
      let parts = field.split(separator: ".")
      leavesByParent[parts.dropLast().joined(separator: "."), default: []].append(String(parts.last ?? ""))
    }
    return leavesByParent.sorted { isBefore($0.key, $1.key) }.map { parent, leaves in
      leaves.count == 1 ? "`\(parent).\(leaves[0])`" : "`\(parent).{\(leaves.sorted().joined(separator: ", "))}`"
    }.joined(separator: " ")
  }

  /// ECS's fields before those of our own.
  private static func isBefore(_ left: String, _ right: String) -> Bool {
    let isOwn = (left.hasPrefix("azure_linux"), right.hasPrefix("azure_linux"))
    return isOwn.0 == isOwn.1 ? left < right : isOwn.1
  }

  /// The fields of the pattern's events that the events of other texts do not have.
  private static func fields(of pattern: Pattern) -> Set<String> {
    let base = Set(ECSFormat.fields(of: nil, includesOriginal: false).map(\.path))
    let classified = ["event.category", "event.type", "event.action", "event.outcome"]
    return Set(ECSFormat.fields(of: pattern, includesOriginal: false).map(\.path)).subtracting(base)
      .subtracting(classified).filter { !$0.hasPrefix("related.") }
  }

  private static func text(of template: Template, _ pattern: Pattern) -> String {
    template.parts.map { part in
      switch part {
      case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
      case .capture(let index): "{\(pattern.captures[index].field.name)}"
      }
    }.joined()
  }
}
