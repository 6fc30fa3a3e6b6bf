import Synchronization

/// The text of a `pattern` or `claim` line, read.
struct PatternExpression: Sendable {
  /// A part of a pattern before optionals and alternatives are decided.
  private indirect enum Node {
    case literal([UInt8])
    case capture(kind: CaptureKind, slot: Int?)
    case choice([[UInt8]], slot: Int?)
    case optional([Node])
  }

  /// How many ways to read one pattern may have.
  static let expansionLimit = 64
  private static let nestingLimit = 16

  private(set) var captures: [Capture] = []
  /// How many captures stand in it, named or not.
  private(set) var captureCount = 0
  private var nodes: [Node] = []

  private var text: LineText
  private var position = 0

  /// Reads a pattern; `isPrefix` adds `{:text}` to its end, as `claim` has it.
  init(_ text: LineText, isPrefix: Bool = false) throws(PatternLineError) {
    self.text = text
    nodes = try nodes(depth: 0)
    if isPrefix {
      if let capture = captures.first {
        throw PatternLineError(
          text.column(at: 0), "a claim that captures \(capture.field.name)", "write {:KIND} without a name")
      }
      nodes.append(.capture(kind: .text, slot: nil))
      captureCount += 1
    }
    guard !nodes.isEmpty else {
      throw PatternLineError(text.column(at: 0), "an empty pattern", "expected the line as the program writes it")
    }
    guard Self.count(nodes) <= Self.expansionLimit else {
      throw PatternLineError(
        text.column(at: 0),
        "optionals and alternatives make more than \(Self.expansionLimit) lines of this pattern",
        "split it into several patterns")
    }
    // What is left to say of mistakes is said of the whole line.
    self.text = LineText(bytes: [], columns: [text.column(at: 0)])
  }

  // MARK: - Reading

  private mutating func nodes(depth: Int) throws(PatternLineError) -> [Node] {
    var nodes: [Node] = []
    var literal: [UInt8] = []
    func flush() {
      if !literal.isEmpty { nodes.append(.literal(literal)) }
      literal = []
    }
    while position < text.bytes.count {
      let byte = text.bytes[position]
      switch byte {
      case UInt8(ascii: "{") where isNext(byte):
        literal.append(byte)
        position += 2
      case UInt8(ascii: "}") where depth > 0:
        flush()
        return nodes
      case UInt8(ascii: "}") where isNext(byte):
        literal.append(byte)
        position += 2
      case UInt8(ascii: "}"):
        throw PatternLineError(text.column(at: position), "a } without its {", "write }} for a brace in the text")
      case UInt8(ascii: "{") where isNext(UInt8(ascii: "?")):
        flush()
        nodes.append(.optional(try optional(depth: depth)))
      case UInt8(ascii: "{"):
        flush()
        nodes.append(try braces())
      default:
        literal.append(byte)
        position += 1
      }
    }
    flush()
    return nodes
  }

  private func isNext(_ byte: UInt8) -> Bool {
    position + 1 < text.bytes.count && text.bytes[position + 1] == byte
  }

  private mutating func optional(depth: Int) throws(PatternLineError) -> [Node] {
    let opening = text.column(at: position)
    guard depth < Self.nestingLimit else {
      throw PatternLineError(opening, "optionals nested more than \(Self.nestingLimit) deep")
    }
    position += 2
    let content = try nodes(depth: depth + 1)
    guard position < text.bytes.count else {
      throw PatternLineError(opening, "an optional {? without its }", "write {{ for a brace in the text")
    }
    position += 1
    guard !content.isEmpty else { throw PatternLineError(opening, "an empty optional") }
    return content
  }

  /// `{NAME}`, `{NAME:KIND}`, `{:KIND}`, `{a|b}` or `{NAME=a|b}`.
  private mutating func braces() throws(PatternLineError) -> Node {
    let opening = position
    let start = position + 1
    guard let end = text.bytes[start...].firstIndex(of: UInt8(ascii: "}")) else {
      throw PatternLineError(text.column(at: opening), "a { without its }", "write {{ for a brace in the text")
    }
    let content = text.bytes[start..<end]
    if let inner = content.firstIndex(of: UInt8(ascii: "{")) {
      throw PatternLineError(
        text.column(at: inner), "a { inside of \(quoted(text.bytes[opening...end]))",
        "only an optional {?...} can hold captures")
    }
    position = end + 1
    if let (name, alternatives) = Self.namedAlternatives(content) {
      return .choice(
        try Self.alternatives(alternatives, in: text), slot: try slot(of: name, alternatives: alternatives))
    }
    if content.contains(UInt8(ascii: "|")) {
      return .choice(try Self.alternatives(content, in: text), slot: nil)
    }
    return try capture(content)
  }

  private mutating func capture(_ content: ArraySlice<UInt8>) throws(PatternLineError) -> Node {
    let colon = content.firstIndex(of: UInt8(ascii: ":"))
    let name = content[..<(colon ?? content.endIndex)]
    var kind: CaptureKind?
    if let colon {
      let word = String(decoding: content[(colon + 1)...], as: UTF8.self)
      kind = CaptureKind(name: word)
      guard kind != nil else {
        throw PatternLineError(
          text.column(at: colon + 1), "unknown kind \(quoted(word))",
          suggestion(for: word, among: CaptureKind.allCases.map(\.name)))
      }
    }
    guard !name.isEmpty else {
      guard let kind else {
        throw PatternLineError(
          text.column(at: content.startIndex), "a capture without a name", "expected {NAME} or {:KIND}")
      }
      captureCount += 1
      return .capture(kind: kind, slot: nil)
    }
    let field = try field(name)
    let chosen = kind ?? field.defaultKind
    guard chosen != .blanks else {
      throw PatternLineError(
        text.column(at: name.startIndex), "blanks that are captured", "write {:blanks} without a name")
    }
    if let refusal = field.refusal(of: chosen) {
      throw PatternLineError(text.column(at: name.startIndex), "\(field.path) \(refusal)")
    }
    captureCount += 1
    return .capture(kind: chosen, slot: register(field, kind: chosen))
  }

  private func field(_ name: ArraySlice<UInt8>) throws(PatternLineError) -> Field {
    let word = String(decoding: name, as: UTF8.self)
    guard let field = FieldTable.field(named: word) else {
      throw PatternLineError(
        text.column(at: name.startIndex), "unknown field \(quoted(word))", FieldTable.suggestion(for: word))
    }
    return field
  }

  private mutating func slot(of name: ArraySlice<UInt8>, alternatives: ArraySlice<UInt8>) throws(PatternLineError)
    -> Int
  {
    let field = try field(name)
    if field.type == .long || field.type == .ip {
      throw PatternLineError(
        text.column(at: name.startIndex), "\(field.path) is no keyword in ECS", "alternatives need a keyword field")
    }
    return register(field, kind: .text)
  }

  private mutating func register(_ field: Field, kind: CaptureKind) -> Int {
    if let slot = captures.firstIndex(where: { $0.field == field }) { return slot }
    captures.append(Capture(field: field, kind: kind))
    return captures.count - 1
  }

  /// Splits `NAME=a|b`. A NAME without a dot that is no alias is text, so that `{rhost=|ruser=}` is two alternatives.
  private static func namedAlternatives(
    _ content: ArraySlice<UInt8>
  ) -> (name: ArraySlice<UInt8>, alternatives: ArraySlice<UInt8>)? {
    guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = content[..<equals]
    let isName = name.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    let isKnown =
      name.contains(UInt8(ascii: ".")) || FieldTable.aliases[String(decoding: name, as: UTF8.self)] != nil
    return isName && isKnown ? (name, content[(equals + 1)...]) : nil
  }

  private static func alternatives(_ content: ArraySlice<UInt8>, in text: LineText) throws(PatternLineError)
    -> [[UInt8]]
  {
    content.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map(Array.init)
  }

  // MARK: - Expansion

  /// How many ways to read the nodes, or one more than the limit if there are more.
  private static func count(_ nodes: [Node]) -> Int {
    var product = 1
    for node in nodes {
      switch node {
      case .literal, .capture: continue
      case .choice(let alternatives, _): product *= min(alternatives.count, expansionLimit + 1)
      case .optional(let content): product *= 1 + count(content)
      }
      if product > expansionLimit { return expansionLimit + 1 }
    }
    return product
  }

  /// The ways to read it, without optionals and alternatives, in the order of trial.
  func expansions() throws(PatternLineError) -> [Expansion] {
    var found: [(expansion: Expansion, openTailCount: Int, literalLength: Int)] = []
    var decisions = Decisions()
    repeat {
      var line = Line()
      try walk(nodes, &decisions, &line)
      let expansion = try assembled(line, isFirst: found.isEmpty)
      let length = expansion.literalLength
      if !found.contains(where: { $0.literalLength == length && $0.expansion == expansion }) {
        found.append((expansion, expansion.openTailCount, length))
      }
    } while decisions.advance()
    // A capture behind the pivot that may hold anything can be reached by a name that holds the literal before it:
    // such readings come last. Among the others the one that says most is tried first; equals keep their order.
    let order = found.indices.sorted {
      (found[$0].openTailCount, -found[$0].literalLength, $0) < (found[$1].openTailCount, -found[$1].literalLength, $1)
    }
    return order.map { found[$0].expansion }
  }

  /// Which alternatives a way takes and which optionals it leaves out, in the order in which they are met.
  private struct Decisions {
    private var taken: [(way: Int, count: Int)] = []
    private var position = 0

    /// The way to take at the next place that has `count` of them.
    mutating func next(of count: Int) -> Int {
      if position == taken.count { taken.append((0, count)) }
      position += 1
      return taken[position - 1].way
    }

    /// Goes on to the next combination; false after the last one.
    mutating func advance() -> Bool {
      position = 0
      while let last = taken.last, last.way + 1 == last.count { taken.removeLast() }
      guard !taken.isEmpty else { return false }
      taken[taken.count - 1].way += 1
      return true
    }
  }

  /// A way to read the pattern in the making: captures with the literals around them.
  private struct Line {
    var literals = [Expansion.Literal()]
    var kinds: [CaptureKind] = []
    var slots: [Int?] = []
    var used: [Int] = []
  }

  private func walk(
    _ nodes: [Node], _ decisions: inout Decisions, _ line: inout Line
  ) throws(PatternLineError) {
    for node in nodes {
      switch node {
      case .literal(let bytes): line.literals[line.literals.count - 1].append(bytes)
      case .choice(let alternatives, let slot):
        let bytes = alternatives[decisions.next(of: alternatives.count)]
        try use(slot, &line)
        line.literals[line.literals.count - 1].append(bytes, slot: slot)
      case .optional(let content):
        if decisions.next(of: 2) == 0 { try walk(content, &decisions, &line) }
      case .capture(let kind, let slot):
        try use(slot, &line)
        line.kinds.append(kind)
        line.slots.append(slot)
        line.literals.append(Expansion.Literal())
      }
    }
  }

  private func use(_ slot: Int?, _ line: inout Line) throws(PatternLineError) {
    guard let slot else { return }
    guard !line.used.contains(slot) else { throw twice(slot) }
    line.used.append(slot)
  }

  /// Orders the captures by the end from which they are sought.
  private func assembled(_ line: Line, isFirst: Bool) throws(PatternLineError) -> Expansion {
    let column = text.column(at: 0)
    let (literals, kinds, slots) = (line.literals, line.kinds, line.slots)
    for index in kinds.indices.dropFirst() where literals[index].bytes.isEmpty && kinds[index - 1] != .blanks {
      let names = [index - 1, index].map { name(of: slots[$0], kind: kinds[$0]) }
      throw PatternLineError(
        column,
        "\(names[0]) stands directly before \(names[1])\(isFirst ? "" : " when an optional is left out")",
        "two captures need a text between them")
    }
    let pivots = kinds.indices.filter { kinds[$0] == .user }
    if pivots.count > 1 {
      throw PatternLineError(
        column, "\(name(of: slots[pivots[1]], kind: .user)) is a second capture of the kind user",
        "write it with another kind, e.g. {NAME:word} or {NAME:text}")
    }
    for index in kinds.indices where kinds[index] == .blanks {
      if let pivot = pivots.first, pivot < index {
        throw PatternLineError(
          column, "{:blanks} behind \(name(of: slots[pivot], kind: .user))",
          "what follows a capture of the kind user is sought from the end; write {| } for one blank or none")
      }
      if literals[index + 1].bytes.first == 0x20 {
        throw PatternLineError(
          column, "a blank behind {:blanks}, which takes all there are", "write the blank before {:blanks}")
      }
      if index + 1 < kinds.count, literals[index + 1].bytes.isEmpty, kinds[index + 1] == .blanks {
        throw PatternLineError(column, "{:blanks} stands directly before {:blanks}", "write it once")
      }
    }

    var expansion = Expansion(prefix: literals[0])
    guard let last = kinds.indices.last else { return expansion }
    let pivot = pivots.first ?? last
    expansion.forward = (0..<pivot).map {
      Expansion.Pair(kind: kinds[$0], slot: slots[$0], literal: literals[$0 + 1])
    }
    expansion.remainder = Expansion.Remainder(kind: kinds[pivot], slot: slots[pivot])
    expansion.backward = ((pivot + 1)..<kinds.count).reversed().map {
      Expansion.Pair(kind: kinds[$0], slot: slots[$0], literal: literals[$0])
    }
    expansion.suffix = literals[kinds.count]
    return expansion
  }

  private func twice(_ slot: Int) -> PatternLineError {
    PatternLineError(text.column(at: 0), "\(captures[slot].field.name) is captured twice")
  }

  private func name(of slot: Int?, kind: CaptureKind) -> String {
    slot.map { "{\(captures[$0].field.name)}" } ?? "{:\(kind.name)}"
  }
}

/// The ways to read a pattern, found out when they are first asked for.
final class Readings: Sendable {
  private let expression: PatternExpression
  private let known: Mutex<[Expansion]?>

  /// - Parameter expansions: those of the expression, if they are known.
  init(_ expression: PatternExpression, _ expansions: [Expansion]?) {
    self.expression = expression
    known = Mutex(expansions)
  }

  var expansions: [Expansion] {
    known.withLock { known in
      if let known { return known }
      // The file is a built-in one, whose mistakes a test finds.
      let expansions = (try? expression.expansions()) ?? []
      known = expansions
      return expansions
    }
  }

  /// The most forward steps that one of them can have.
  var stepLimit: Int { expression.captureCount }
}
