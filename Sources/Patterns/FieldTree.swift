/// Reads the trees of `FieldNames`.
struct FieldTree {
  private var text: Substring
  private var fields: [Field] = []

  /// The fields of all trees, in no order.
  static func fields() -> [Field] {
    var tree = FieldTree(text: FieldNames.all[...])
    tree.read(below: "")
    return tree.fields
  }

  private init(text: Substring) { self.text = text }

  /// Reads names until the end of the object.
  private mutating func read(below parent: String) {
    while true {
      text = text.drop { $0 == " " || $0 == "\n" }
      guard let first = text.first else { return }
      if first == "}" {
        text.removeFirst()
        return
      }
      let word = text.prefix { $0 != " " && $0 != "\n" && $0 != "{" && $0 != "}" }
      text = text.dropFirst(word.count)
      if first == "$" {
        var set = FieldTree(text: FieldNames.sets[String(word.dropFirst())].map { $0[...] } ?? "")
        set.read(below: parent)
        fields += set.fields
      } else if text.first == "{" {
        text.removeFirst()
        read(below: "\(parent)\(word).")
      } else {
        let parts = word.split(separator: ":", maxSplits: 1)
        fields.append(Field(path: parent + Self.name(parts.first ?? ""), type: Self.type(word, parts), isOwn: false))
      }
    }
  }

  private static func name(_ word: Substring) -> String { String(word.hasSuffix("[]") ? word.dropLast(2) : word) }

  private static func type(_ word: Substring, _ parts: [Substring]) -> FieldType {
    if word.hasSuffix("[]") { return .keywordArray }
    guard parts.count == 2 else { return .keyword }
    return parts[1] == "text" ? .matchOnlyText : FieldType(rawValue: String(parts[1])) ?? .keyword
  }
}
