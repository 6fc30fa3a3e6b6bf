import Logging
import Patterns

extension GapReport {
  /// A file of the pattern language with all proposals, which `--patterns` accepts and a person still has to look at.
  ///
  /// Proposals whose samples another one of the file takes, and those that would take a built-in pattern's, are left as
  /// comments.
  public var patternFile: String {
    var shadowed: Set<Int> = []
    // Each round comments out at least one; hostile texts could ask for as many rounds as there are gaps.
    for _ in 0...Self.roundLimit {
      let (text, lines) = write(without: shadowed)
      let wrong = Self.wrongLines(text).compactMap { wrong in lines.last { $0.line <= wrong }?.gap }
      guard !wrong.isEmpty, !shadowed.isSuperset(of: wrong) else { return text }
      shadowed.formUnion(wrong)
    }
    return write(without: Set(gaps.indices)).text
  }

  private static let draftName = "draft"
  private static let roundLimit = 8
  /// What only a person can say; `patterns check` and `run` refuse an event without it.
  private static let meaning = [
    "  # Say what it means and remove the #: an event without category, type and outcome is refused.",
    "  # category authentication | session | iam | process | network | configuration | host | ...",
    "  # type     start | end | info | change | creation | deletion | access | allowed | denied | ...",
    "  # outcome  success | failure | unknown",
  ]
  /// A longer sample says no more to a person, and cut it would not fit its pattern.
  private static let sampleByteLimit = 500

  /// The lines of a draft that have a mistake, and of its patterns that fit a sample of a built-in one.
  private static func wrongLines(_ text: String) -> [Int] {
    do throws(PatternFileErrors) {
      let file = PatternFile(name: draftName, text: text)
      let own = try Catalogue(files: [], userFiles: [file]).check().filter { $0.kind != .incomplete }
      guard own.isEmpty else { return own.map(\.line) }
      let all = try Catalogue.builtIn(userFiles: [file])
      var matcher = Matcher(all)
      var lines: Set<Int> = []
      for pattern in all.patterns where !pattern.isUserDefined {
        for sample in pattern.samples {
          guard case .matched(let index) = matcher.match(program: sample.program.span, text: sample.text.span).outcome,
            all.patterns[index].isUserDefined
          else { continue }
          lines.insert(all.patterns[index].line)
        }
      }
      return lines.sorted()
    } catch {
      return error.mistakes.map(\.line)
    }
  }

  /// The text, and in which line each gap begins.
  private func write(without shadowed: Set<Int>) -> (text: String, lines: [(line: Int, gap: Int)]) {
    var lines: [String] = [
      "# Proposed for \(counted(total, "gap")) of the topic \(topic). Before use: look at every capture's name, say what",
      "# each event means (category, type, outcome, action), and think of a text by which an attacker could forge a field.",
      "# Check it with: azure-linux-ecs patterns check FILE; try it with: azure-linux-ecs dead-letters test --patterns FILE",
      "# Say who can write each captured field (see azure-linux-ecs help patterns); until then it is anyone.",
      "written-by anyone *",
    ]
    var starts: [(line: Int, gap: Int)] = []
    var program: String?
    let counts = Dictionary(gaps.map { ($0.program, $0.count) }, uniquingKeysWith: +)
    let order = gaps.indices.sorted { left, right in
      let a = gaps[left]
      let b = gaps[right]
      let (first, second) = (counts[a.program] ?? 0, counts[b.program] ?? 0)
      if first != second { return first > second }
      // Within a program the pattern with the most fixed text first: it is the narrower one.
      if a.program != b.program { return a.program < b.program }
      return (Self.fixedByteCount(b.pattern), left) < (Self.fixedByteCount(a.pattern), right)
    }
    for index in order {
      let gap = gaps[index]
      // A * means all programs, and no file can write one that is a name.
      let hasStar = gap.program.utf8.contains(UInt8(ascii: "*"))
      if gap.program != program {
        program = gap.program
        let star = "# A program whose name has a * cannot be written: these would be patterns for others."
        lines += ["", hasStar ? star : "also \(Self.programWord(gap.program))"]
      }
      let mark = shadowed.contains(index) || hasStar ? "# " : ""
      starts.append((lines.count + 1, index))
      lines.append("")
      lines.append(
        "# \(counted(gap.count, "gap")), \(percent(gap.count, of: total)) of all, "
          + "\(gap.first.map { WallTime(milliseconds: $0).rfc3339 } ?? "-") to "
          + "\(gap.last.map { WallTime(milliseconds: $0).rfc3339 } ?? "-")")
      if !mark.isEmpty, !hasStar {
        lines.append("# Another pattern of this file takes its texts first, or it is no pattern as it is.")
      }
      lines.append("\(mark)event \(Self.title(gap))")
      if mark.isEmpty { lines += Self.meaning }
      lines.append("\(mark)  pattern \(gap.pattern)")
      for sample in gap.samples.prefix(3) {
        let shown = PatternElement.quotedIfNeeded(Array(sample.prefix(Self.sampleByteLimit)))
        let isCut = sample.count > Self.sampleByteLimit
        lines.append(isCut ? "# A text of \(sample.count) bytes begins \(shown)" : "\(mark)  sample \(shown)")
      }
    }
    return (lines.joined(separator: "\n") + "\n", starts)
  }

  /// How much of a pattern stands outside of its braces.
  private static func fixedByteCount(_ pattern: String) -> Int {
    var count = 0
    var depth = 0
    for byte in pattern.utf8 {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if depth == 0 { count += 1 }
      if byte == UInt8(ascii: "}") { depth = max(0, depth - 1) }
    }
    return count
  }

  /// The first words that say something.
  private static func title(_ gap: Gap) -> String {
    let words = gap.template.split(separator: " ").filter { word in
      !word.contains("<") && word.contains { $0.isLetter }
    }
    let plain = words.prefix(6).map { $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) } }
      .filter { !$0.isEmpty }.joined(separator: " ")
    return plain.isEmpty ? "a text" : String(plain.prefix(80))
  }

  /// A program's name as a word of a file.
  private static func programWord(_ program: String) -> String {
    let isPlain = !program.isEmpty && program.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
    if isPlain { return program }
    var text = "\""
    for byte in program.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F: text += String(UnicodeScalar(byte))
      default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text + "\""
  }
}
