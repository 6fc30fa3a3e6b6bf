/// Lays out help in two columns, as swift-argument-parser does.
struct TextLayout {
  /// Columns of the terminal, at least 40.
  let width: Int

  private static let labelColumn = 26

  init(width: Int) { self.width = max(40, width) }

  /// A heading and its entries, or nothing without entries.
  func section(_ title: String, _ entries: [(label: String, text: String)]) -> String {
    entries.isEmpty ? "" : "\(title.uppercased()):\n" + entries.map { entry($0.label, $0.text) }.joined() + "\n"
  }

  /// A label, and its text beside or, where the label is long, below it.
  func entry(_ label: String, _ text: String) -> String {
    let indent = Self.labelColumn
    let lines = wrapped(text, to: width - indent)
    let margin = String(repeating: " ", count: indent)
    guard let first = lines.first else { return "  \(label)\n" }
    let rest = lines.dropFirst().map { "\(margin)\($0)\n" }.joined()
    if label.count + 3 > indent { return "  \(label)\n\(margin)\(first)\n\(rest)" }
    return "  \(padded(label, to: indent - 2))\(first)\n\(rest)"
  }

  /// A paragraph, its later lines indented.
  func paragraph(_ text: String, hanging: Int = 0) -> String {
    let margin = String(repeating: " ", count: hanging)
    let lines = wrapped(text, to: width - hanging)
    return lines.enumerated().map { "\($0.offset == 0 ? "" : margin)\($0.element)\n" }.joined()
  }

  /// Lines of whole words; a word longer than a line stands alone.
  func wrapped(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= columns {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
