/// The words of a command line whose first is a known tool of the system's own directories.
struct CommandWords {
  enum Tool: CaseIterable {
    case systemctl, service
    case useradd, adduser, usermod, userdel, deluser, passwd, chage, chsh
    case groupadd, addgroup, groupmod, groupdel, delgroup, gpasswd
  }

  /// Nil for any other program, also for one of the same name elsewhere.
  private(set) var tool: Tool?
  /// Whether the words can be told apart: one blank between each two, and no quotation or escape.
  private(set) var isReadable = true
  private let line: Range<Int>
  private var ends: InlineArray<16, Int> = .init(repeating: 0)
  private var wordCount = 0
  private var nextWord = 1

  init(_ text: Span<UInt8>, _ line: Range<Int>) {
    self.line = line
    // sudo goes on with a longer command in the next line.
    guard !line.isEmpty, line.count <= 512, text[line.lowerBound] == UInt8(ascii: "/") else { return }
    for index in line {
      let byte = text[index]
      guard byte == UInt8(ascii: " ") else {
        if byte <= 0x20 || byte == 0x7F { isReadable = false }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "#"), UInt8(ascii: ";"):
          isReadable = false
        default: break
        }
        continue
      }
      endWord(at: index)
    }
    endWord(at: line.upperBound)
    guard isReadable else { return }
    let path = line.lowerBound..<ends[0]
    for directory in Self.directories where Self.begins(text, path, with: directory) {
      let name = path.lowerBound + directory.utf8CodeUnitCount..<path.upperBound
      tool = Self.names.first { Self.equals(text, name, $0.name) }?.tool
    }
  }

  /// The next word after the tool's own.
  mutating func next() -> Range<Int>? {
    guard nextWord < wordCount else { return nil }
    defer { nextWord += 1 }
    return ends[nextWord - 1] + 1..<ends[nextWord]
  }

  private mutating func endWord(at index: Int) {
    let start = wordCount == 0 ? line.lowerBound : (wordCount <= ends.count ? ends[wordCount - 1] + 1 : index)
    guard wordCount < ends.count, index > start else {
      isReadable = false
      return
    }
    ends[wordCount] = index
    wordCount += 1
  }

  private static let directories: [StaticString] = ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"]

  private static let names: [(name: StaticString, tool: Tool)] = [
    ("systemctl", .systemctl), ("service", .service), ("useradd", .useradd), ("adduser", .adduser),
    ("usermod", .usermod), ("userdel", .userdel), ("deluser", .deluser), ("passwd", .passwd), ("chage", .chage),
    ("chsh", .chsh), ("groupadd", .groupadd), ("addgroup", .addgroup), ("groupmod", .groupmod),
    ("groupdel", .groupdel), ("delgroup", .delgroup), ("gpasswd", .gpasswd),
  ]
}

// MARK: - Kinds of words

extension CommandWords {
  /// Whether the bytes can be the name of an account or a group: letters, digits, `_`, `.`, `-`, `@`, a `$` at the end.
  static func isAccountName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 256, text[range.lowerBound] != UInt8(ascii: "-") else { return false }
    for index in range where !isNameByte(text[index], others: "_.-@") {
      guard text[index] == UInt8(ascii: "$"), index == range.upperBound - 1, range.count > 1 else { return false }
    }
    return true
  }

  /// Whether the bytes can be the name of a unit; a pattern such as `ssh*` is none.
  static func isUnitName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 255, text[range.lowerBound] != UInt8(ascii: "-") else { return false }
    for index in range where !isNameByte(text[index], others: ":-_.@") { return false }
    return true
  }

  static func isOfAnotherUnitType(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for type in CommandOptions.otherUnitTypes where ends(text, range, with: type) { return true }
    return false
  }

  private static func isNameByte(_ byte: UInt8, others: StaticString) -> Bool {
    if (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 { return true }
    for index in 0..<others.utf8CodeUnitCount {
      if unsafe others.utf8Start[index] == byte { return true }
    }
    return false
  }

  static func isOne(of words: [StaticString], _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for word in words where equals(text, range, word) { return true }
    return false
  }

  static func equals(_ text: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
    range.count == word.utf8CodeUnitCount && begins(text, range, with: word)
  }

  static func begins(_ text: Span<UInt8>, _ range: Range<Int>, with word: StaticString) -> Bool {
    guard range.count >= word.utf8CodeUnitCount else { return false }
    for offset in 0..<word.utf8CodeUnitCount {
      guard unsafe text[range.lowerBound + offset] == word.utf8Start[offset] else { return false }
    }
    return true
  }

  static func ends(_ text: Span<UInt8>, _ range: Range<Int>, with end: StaticString) -> Bool {
    let start = range.upperBound - end.utf8CodeUnitCount
    return start > range.lowerBound && begins(text, start..<range.upperBound, with: end)
  }
}
