import Logging

/// Rows of text in aligned columns, for a terminal; every cell is made harmless.
struct TextTable {
  enum Alignment { case left, right }

  private let headings: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// Longer cells are cut, and say so.
  static let longestCell = 120

  init(_ columns: [(heading: String, alignment: Alignment)]) {
    headings = columns.map(\.heading)
    alignments = columns.map(\.alignment)
  }

  mutating func add(_ cells: [String]) {
    rows.append(cells.map { Terminal.sanitize($0, limit: Self.longestCell) })
  }

  /// One line for the headings and one a row, each with a newline; the last column is not filled up.
  var text: String {
    var widths = headings.map(\.count)
    for row in rows {
      for (index, cell) in row.enumerated() where index < widths.count {
        widths[index] = max(widths[index], cell.count)
      }
    }
    return ([headings] + rows).map { row in
      var line = ""
      for (index, cell) in row.enumerated() where index < widths.count {
        let blanks = String(repeating: " ", count: widths[index] - cell.count)
        line += (line.isEmpty ? "" : "  ") + (alignments[index] == .right ? blanks + cell : cell + blanks)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

/// A number with commas between thousands.
func grouped(_ number: some BinaryInteger) -> String {
  var digits = Array(String(number.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// `1 record`, `2 records`.
func counted(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
}
