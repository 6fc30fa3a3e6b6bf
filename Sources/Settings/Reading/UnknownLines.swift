/// The lines of a settings file that nothing knows, which may be the lines of a key or a password.
///
/// Nothing of them is repeated, and only the first few are named: a file of another kind has hundreds.
struct UnknownLines {
  private let path: String
  private var first: [Mistake] = []
  private var count = 0
  /// The line whose value begins a PEM block that the value does not end.
  private var openBlock: Int?

  private static let shownCount = 5

  init(path: String) { self.path = path }

  var mistakes: [Mistake] {
    guard count > first.count else { return first }
    let rest = count - first.count
    return first + [
      Mistake(
        "\(harmless(path)): \(rest) more line\(rest == 1 ? "" : "s") with an unknown name; is this the right file?")
    ]
  }

  mutating func add(_ mistake: Mistake) {
    count += 1
    if first.count < Self.shownCount { first.append(mistake) }
  }

  /// Remembers a line whose value goes on below it although nothing continues it.
  mutating func note(_ line: PropertyFile.Line) {
    if line.value.hasPrefix("-----BEGIN"), !line.value.contains("-----END") { openBlock = line.number }
  }

  /// What is wrong with a line within a PEM block, said once for the block; nil for a line of no block.
  mutating func mistakeInBlock(_ line: PropertyFile.Line) -> [Mistake]? {
    guard let start = openBlock else { return nil }
    let isFirst = line.number == start + 1
    if line.name.hasPrefix("-----END") { openBlock = nil }
    return isFirst
      ? [
        Mistake(
          .file(path: path, line: line.number),
          "the value of line \(start) goes on here; end each line of it but the last with \\n\\")
      ] : []
  }

  /// Whether a text has the form of a setting's name or of a property's.
  static func looksLikeName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
      }
  }
}
