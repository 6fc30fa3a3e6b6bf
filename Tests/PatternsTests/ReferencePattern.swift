import Patterns

/// A pattern as a tree, made at random, with a matcher that follows the words of the language's description literally:
/// it tries positions one by one and judges captures as a whole. Slow, simple, and written apart from the product's.
struct ReferencePattern {
  indirect enum Node {
    case literal(String)
    case capture(name: String?, kind: CaptureKind)
    case choice([String], name: String?)
    case optional([Node])
  }

  enum Element {
    case literal([UInt8])
    case captured([UInt8], String)
    case capture(String?, CaptureKind)

    var literal: [UInt8]? {
      switch self {
      case .literal(let bytes), .captured(let bytes, _): bytes
      case .capture: nil
      }
    }
  }

  typealias Line = [Element]

  let nodes: [Node]
  let source: String
  /// The readings in the order of trial.
  let lines: [Line]

  init(nodes: [Node]) {
    self.nodes = nodes
    source = "\"" + Self.text(of: nodes, isOptional: false) + "\""
    let all = Self.lines(of: nodes)
    // Twice sorted by a stable sort: the last key counts first.
    let byLength = Self.stablySorted(all) { -$0.reduce(0) { $0 + ($1.literal?.count ?? 0) } }
    lines = Self.stablySorted(byLength, by: Self.openTailCount)
  }

  private static func stablySorted(_ lines: [Line], by key: (Line) -> Int) -> [Line] {
    let keys = Set(lines.map(key)).sorted()
    return keys.flatMap { wanted in lines.filter { key($0) == wanted } }
  }

  private static func openTailCount(_ line: Line) -> Int {
    var isBehindPivot = false
    var count = 0
    for case .capture(_, let kind) in line {
      if isBehindPivot, kind == .text { count += 1 }
      if kind == .user { isBehindPivot = true }
    }
    return count
  }

  /// Whether the compiler must accept the pattern.
  var isValid: Bool {
    lines.count <= 64
      && lines.allSatisfy { line in
        var isBehindCapture = false
        var isBehindBlanks = false
        var names: [String] = []
        var pivots = 0
        for element in line {
          switch element {
          case .literal(let bytes), .captured(let bytes, _):
            if case .captured(_, let name) = element { names.append(name) }
            guard let first = bytes.first else { continue }
            if isBehindBlanks, first == 0x20 { return false }
            isBehindCapture = false
            isBehindBlanks = false
          case .capture(let name, let kind):
            if isBehindCapture { return false }
            if kind == .blanks, name != nil || isBehindBlanks || pivots > 0 { return false }
            isBehindCapture = kind != .blanks
            isBehindBlanks = kind == .blanks
            if let name { names.append(name) }
            if kind == .user { pivots += 1 }
          }
        }
        return pivots <= 1 && Set(names).count == names.count
      }
  }

  // MARK: - Text

  private static func text(of nodes: [Node], isOptional: Bool) -> String {
    nodes.map { node in
      switch node {
      case .literal(let text):
        return text.map { $0 == "{" ? "{{" : $0 == "}" ? "}}" : String($0) }.joined()
      case .capture(let name, let kind):
        return "{\(name ?? ""):\(kind.name)}"
      case .choice(let texts, let name):
        return "{" + (name.map { $0 + "=" } ?? "") + texts.joined(separator: "|") + "}"
      case .optional(let content):
        return "{?" + text(of: content, isOptional: true) + "}"
      }
    }.joined()
  }

  private static func lines(of nodes: [Node]) -> [Line] {
    guard let first = nodes.first else { return [[]] }
    let rests = lines(of: Array(nodes.dropFirst()))
    let heads: [Line]
    switch first {
    case .literal(let text): heads = [[.literal(Array(text.utf8))]]
    case .capture(let name, let kind): heads = [[.capture(name, kind)]]
    case .choice(let texts, let name):
      heads = texts.map { text in
        [name.map { .captured(Array(text.utf8), $0) } ?? .literal(Array(text.utf8))]
      }
    case .optional(let content): heads = lines(of: content) + [[]]
    }
    return heads.flatMap { head in rests.map { head + $0 } }
  }

  // MARK: - Matching

  /// What the captures hold if the text fits; empty ones are left out.
  func match(_ text: [UInt8]) -> [String: String]? {
    for line in lines {
      if let values = Self.match(line, text) { return values.filter { !$0.value.isEmpty } }
    }
    return nil
  }

  private static func match(_ line: Line, _ text: [UInt8]) -> [String: String]? {
    let pivot = line.firstIndex { if case .capture(_, .user) = $0 { true } else { false } }
    let lastCapture = line.lastIndex { $0.literal == nil }
    guard let open = pivot ?? lastCapture, case .capture(let name, let kind) = line[open] else {
      return matchForward(line[...], text[...])
    }
    // The text at the end comes first. Before it, what is behind the open capture is matched from the end and what is
    // before it from the start.
    let ending = line[((lastCapture ?? open) + 1)...]
    guard let end = matchBackward(ending, text[...]),
      let head = matchForward(line[..<open], text[..<end.end], isWhole: false),
      let tail = matchBackward(line[(open + 1)..<ending.startIndex], text[head.end..<end.end])
    else { return nil }
    let value = text[head.end..<tail.end]
    guard isValue(value, kind) else { return nil }
    var values = head.values.merging(tail.values) { a, _ in a }.merging(end.values) { a, _ in a }
    if let name { values[name] = String(decoding: value, as: UTF8.self) }
    return values
  }

  private static func matchForward(_ line: ArraySlice<Element>, _ text: ArraySlice<UInt8>) -> [String: String]? {
    guard let head = matchForward(line, text, isWhole: true), head.end == text.endIndex else { return nil }
    return head.values
  }

  private static func matchForward(
    _ line: ArraySlice<Element>, _ text: ArraySlice<UInt8>, isWhole: Bool
  ) -> (values: [String: String], end: Int)? {
    guard let first = line.first else { return ([:], text.startIndex) }
    let rest = line.dropFirst()
    if let bytes = first.literal {
      guard text.starts(with: bytes), var found = matchForward(rest, text.dropFirst(bytes.count), isWhole: isWhole)
      else { return nil }
      if case .captured(_, let name) = first { found.values[name] = String(decoding: bytes, as: UTF8.self) }
      return found
    }
    guard case .capture(let name, let kind) = first else { return nil }
    // The literals that stand together behind the capture are one.
    let next = rest.prefix { $0.literal != nil }.flatMap { $0.literal ?? [] }
    let least = kind == .text ? 0 : 1
    if kind == .blanks {
      let behind = text.drop { $0 == 0x20 }
      return matchForward(rest, behind, isWhole: isWhole)
    }
    guard text.count >= least,
      let end = (text.startIndex + least...text.endIndex).first(where: { text[$0...].starts(with: next) }),
      isValue(text[..<end], kind), var found = matchForward(rest, text[end...], isWhole: isWhole)
    else { return nil }
    if let name { found.values[name] = String(decoding: text[..<end], as: UTF8.self) }
    return found
  }

  private static func matchBackward(
    _ line: ArraySlice<Element>, _ text: ArraySlice<UInt8>
  ) -> (values: [String: String], end: Int)? {
    guard let last = line.last else { return ([:], text.endIndex) }
    let rest = line.dropLast()
    if let bytes = last.literal {
      guard text.count >= bytes.count, text.suffix(bytes.count).elementsEqual(bytes),
        var found = matchBackward(rest, text.dropLast(bytes.count))
      else { return nil }
      if case .captured(_, let name) = last { found.values[name] = String(decoding: bytes, as: UTF8.self) }
      return found
    }
    guard case .capture(let name, let kind) = last else { return nil }
    let before = Array(rest.reversed().prefix { $0.literal != nil }.reversed()).flatMap { $0.literal ?? [] }
    let least = kind == .text ? 0 : 1
    guard text.count >= least,
      let start = (text.startIndex...(text.endIndex - least)).last(where: {
        text[..<$0].count >= before.count && text[..<$0].suffix(before.count).elementsEqual(before)
      }),
      isValue(text[start...], kind), var found = matchBackward(rest, text[..<start])
    else { return nil }
    if let name { found.values[name] = String(decoding: text[start...], as: UTF8.self) }
    return found
  }

  private static func isValue(_ bytes: ArraySlice<UInt8>, _ kind: CaptureKind) -> Bool {
    let string = String(decoding: bytes, as: UTF8.self)
    switch kind {
    case .text, .user: return true
    case .blanks: return bytes.allSatisfy { $0 == 0x20 }
    case .word: return !bytes.isEmpty && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    case .identifier: return string.wholeMatch(of: /[A-Za-z0-9_.\-]+/) != nil
    case .address: return string.wholeMatch(of: /[A-Za-z0-9_.:%\-]+/) != nil
    case .number: return string.wholeMatch(of: /-?[0-9]{1,19}/) != nil
    case .port: return string.wholeMatch(of: /[0-9]{1,5}/) != nil && (Int(string) ?? 65536) <= 65535
    }
  }
}
