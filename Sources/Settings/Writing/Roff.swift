/// The few macros of man(7) that manual pages are written in.
enum Roff {
  /// The first line of a page; the date stays empty, since a page is written at any time.
  static func title(_ name: String, section: Int, source: String, manual: String) -> String {
    ".TH \"\(escaped(name.uppercased()))\" \(section) \"\" \"\(escaped(source))\" \"\(manual)\"\n"
  }

  static func heading(_ text: String) -> String { ".SH \"\(escaped(text))\"\n" }

  static func subheading(_ text: String) -> String { ".SS \"\(escaped(text))\"\n" }

  /// Words to type, then what may follow them.
  static func synopsis(_ words: String, _ rest: String) -> String { ".B \(escaped(words))\n\(line(rest))" }

  static func paragraph(_ text: String) -> String { ".PP\n\(line(text))" }

  /// A term and, indented below it, what it means.
  static func entry(_ term: String, _ text: String) -> String { ".TP\n\\fB\(escaped(term))\\fR\n\(line(text))" }

  /// A command line as it is typed, below what it does.
  static func example(_ command: String, _ purpose: String) -> String {
    ".PP\n\(line("\(purpose):"))\n.RS 4\n.nf\n\(line(command)).fi\n.RE\n".replacing("\n\n", with: "\n")
  }

  /// One line of text, none of whose characters is taken for a macro.
  static func line(_ text: String) -> String {
    let escaped = escaped(text.replacing("\n", with: " "))
    return (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped) + "\n"
  }

  /// Without the back quotes of Markdown; `-` as the character that is typed, not a hyphen; `\` as itself; a quotation mark
  /// that ends no argument.
  static func escaped(_ text: String) -> String {
    text.replacing("`", with: "").replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing(
      "\"", with: "\\(dq")
  }
}
