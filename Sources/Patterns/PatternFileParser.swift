/// Reads one file of the pattern language line by line and collects its patterns, claims and mistakes.
struct PatternFileParser {
  /// A `programs` or `also` line: what the patterns behind it are tried on.
  struct Section {
    var programs: [ProgramName]
    /// Whether a text of these programs that no pattern matches is a gap.
    var makesKnown: Bool
    /// What must not occur twice in a text that the patterns fit.
    var once: OnceMarkers?
    /// What the programs are parts of, and the line that says so.
    var service: [UInt8]?
  }

  /// A pattern and the number of its section.
  struct Entry {
    var pattern: Pattern
    var section: Int
  }

  private(set) var sections: [Section] = []
  private(set) var entries: [Entry] = []
  private(set) var claims: [Expansion] = []
  private(set) var mistakes: [PatternDiagnostic] = []

  private let file: PatternFile
  private let isUserDefined: Bool
  /// Where the details of the patterns are left; nil if they are read, and everything is checked.
  private let unread: UnreadDetails?
  private var firstIndex: Int
  private var event: EventDraft?
  /// Who writes which field in all events of the file that do not say otherwise.
  private var writers = WriterTable()
  private var encoding = Encoding()
  private var line = 0

  private static let keywords = [
    "programs", "also", "once", "service", "claim", "event", "category", "type", "action", "outcome", "reason", "set",
    "sekoia", "written-by", "escaped", "encoded", "pattern", "sample", "hostile", "from",
  ]

  /// What the lines begin with that say what is matched and what it means; others tell of samples and writers.
  private static let neededKeywords = [
    "programs", "also", "once", "service", "claim", "event", "category", "type", "action", "outcome", "reason", "set",
    "sekoia", "pattern",
  ].map { Array($0.utf8) }

  /// Reads the file; its patterns are numbered from `firstIndex` on.
  ///
  /// - Parameter isTrusted: Whether the file is known to be without mistakes. Then what no record needs is left unread until it
  ///   is asked for.
  init(_ file: PatternFile, isUserDefined: Bool, firstIndex: Int, isTrusted: Bool = false) {
    self.file = file
    self.isUserDefined = isUserDefined
    self.firstIndex = firstIndex
    unread = isTrusted ? UnreadDetails(file) : nil
    let bytes = file.bytes
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start <= bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      var content = bytes[start..<end]
      start = end + 1
      line += 1
      if isTrusted, !Self.isNeeded(content) { continue }
      if content.last == 0x0D { content = content.dropLast() }
      do throws(PatternLineError) {
        try read(content)
      } catch {
        report(error)
      }
    }
    finishEvent()
    for index in entries.indices { entries[index].pattern.takeWriters(of: writers, encoding) }
    mistakes.sort { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  private static func isNeeded(_ content: ArraySlice<UInt8>) -> Bool {
    guard let start = content.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
    let word = content[start...].prefix { $0 != 0x20 && $0 != 0x09 }
    return neededKeywords.contains { $0.count == word.count && word.elementsEqual($0) }
  }

  private mutating func report(_ fault: PatternLineError, line: Int? = nil) {
    mistakes.append(
      PatternDiagnostic(
        file: file.name, line: line ?? self.line, column: max(fault.column, 1), found: fault.found,
        expected: fault.expected))
  }

  // MARK: - Lines

  private mutating func read(_ content: ArraySlice<UInt8>) throws(PatternLineError) {
    guard unread != nil || String(validating: content, as: UTF8.self) != nil else {
      throw PatternLineError(1, "bytes that are not UTF-8", "write \\xHH inside quotation marks")
    }
    var scanner = LineScanner(content)
    guard let first = try scanner.word() else { return }
    if first.bytes.first == UInt8(ascii: "#") { return }
    let keyword = first.string
    switch keyword {
    case "programs", "also":
      try readPrograms(&scanner, first, makesKnown: keyword == "programs")
    case "once":
      try readOnce(&scanner, first)
    case "service":
      try readService(&scanner, first)
    case "written-by":
      if event == nil {
        try writers.read(&scanner, keyword: first)
      } else {
        try event?.writers.read(&scanner, keyword: first)
      }
    case "escaped", "encoded":
      let bytes = try value(&scanner, of: first, expected: "expected characters").bytes
      let more = keyword == "escaped" ? Encoding(escaped: bytes) : Encoding(encoded: bytes)
      if let own = event?.encoding { event?.encoding = own.with(more) } else { encoding = encoding.with(more) }
    case "claim":
      finishEvent()
      let expression = try PatternExpression(try scanner.rest(), isPrefix: true)
      claims += try expression.expansions()
    case "event":
      finishEvent()
      let title = try value(&scanner, of: first, expected: "expected a title in words")
      event = EventDraft(title: title.string, line: line)
    case "sample", "hostile":
      try readSample(&scanner, first)
    case "from":
      try readProgramOfSample(&scanner, first)
    case "category", "type", "action", "outcome", "reason", "set", "sekoia", "pattern":
      try readEventLine(keyword, &scanner, first)
    default:
      try readExpectation(&scanner, first)
    }
  }

  private func value(_ scanner: inout LineScanner, of keyword: LineText, expected: String) throws(PatternLineError)
    -> LineText
  {
    let value = try scanner.rest()
    guard !value.bytes.isEmpty else {
      throw PatternLineError(keyword.column(at: 0), "\(keyword.string) without a value", expected)
    }
    return value
  }

  private mutating func readPrograms(
    _ scanner: inout LineScanner, _ keyword: LineText, makesKnown: Bool
  ) throws(PatternLineError) {
    finishEvent()
    var programs: [ProgramName] = []
    while let word = try scanner.word() {
      programs.append(ProgramName(word.bytes))
    }
    guard !programs.isEmpty else {
      throw PatternLineError(keyword.column(at: 0), "\(keyword.string) without a name", "expected names of programs")
    }
    sections.append(Section(programs: programs, makesKnown: makesKnown))
  }

  private mutating func readOnce(_ scanner: inout LineScanner, _ keyword: LineText) throws(PatternLineError) {
    guard event == nil, let section = sections.indices.last else {
      throw PatternLineError(
        keyword.column(at: 0), "once outside of the head of a section", "expected it behind programs or also")
    }
    guard sections[section].once == nil else {
      throw PatternLineError(
        keyword.column(at: 0), "a second once of the section", "expected one, with all its markers")
    }
    var words: [LineText] = []
    while let word = try scanner.word() { words.append(word) }
    sections[section].once = try OnceMarkers(words, keyword: keyword)
  }

  private mutating func readService(_ scanner: inout LineScanner, _ keyword: LineText) throws(PatternLineError) {
    finishEvent()
    guard let section = sections.indices.last else {
      throw PatternLineError(
        keyword.column(at: 0), "a service without programs", "expected a programs or also line before it")
    }
    guard let name = try scanner.word(), CaptureKind.identifier.accepts(name.bytes) else {
      throw PatternLineError(keyword.column(at: 0), "service without a name", "expected letters, digits, _, . and -")
    }
    if let second = try scanner.word() {
      throw PatternLineError(
        second.column(at: 0), "\(quoted(second.bytes)) after the service", "expected one name")
    }
    guard sections[section].service == nil else {
      throw PatternLineError(keyword.column(at: 0), "a second service of the programs", "expected one")
    }
    guard !sections[section].programs.contains(.any) else {
      throw PatternLineError(
        name.column(at: 0), "a service of all programs", "expected the names of programs before it")
    }
    sections[section].service = name.bytes
  }

  private mutating func readEventLine(
    _ keyword: String, _ scanner: inout LineScanner, _ first: LineText
  ) throws(PatternLineError) {
    guard event != nil else {
      throw PatternLineError(first.column(at: 0), "\(keyword) outside of an event", "expected an event line before it")
    }
    switch keyword {
    case "pattern":
      event?.hasPatternLine = true
      guard !sections.isEmpty else {
        throw PatternLineError(
          first.column(at: 0), "a pattern without programs", "expected a programs or also line before it")
      }
      let text = try value(&scanner, of: first, expected: "expected the line as the program writes it")
      // The draft is begun even if the pattern is wrong: what stands under it must not count as the one before's.
      event?.patterns.append(PatternDraft(line: line, column: text.column(at: 0), source: text.string))
      let expression = try PatternExpression(text)
      event?.completePattern(expression, unread == nil ? try expression.expansions() : nil)
    case "category", "type":
      try event?.readValues(keyword, &scanner, first, line: line)
    case "set":
      try event?.readAssignment(&scanner, first, line: line)
    case "sekoia":
      try event?.readSekoiaAssignment(&scanner, first, line: line)
    default:
      let text = try value(&scanner, of: first, expected: "expected one")
      try event?.readValue(keyword, text, first, line: line)
    }
  }

  private mutating func readSample(_ scanner: inout LineScanner, _ keyword: LineText) throws(PatternLineError) {
    guard let count = event?.patterns.count, count > 0 else {
      throw PatternLineError(
        keyword.column(at: 0), "\(keyword.string) without a pattern", "expected a pattern line before it")
    }
    let text = try value(&scanner, of: keyword, expected: "expected a line that the pattern matches")
    event?.patterns[count - 1].samples.append(
      SampleDraft(text: text.bytes, isHostile: keyword.string == "hostile", line: line))
  }

  private mutating func readProgramOfSample(_ scanner: inout LineScanner, _ keyword: LineText) throws(PatternLineError)
  {
    guard let program = try scanner.word() else {
      throw PatternLineError(keyword.column(at: 0), "from without a name", "expected the name of a program")
    }
    guard event?.changeLastSample({ $0.program = program.bytes }) == true else {
      throw PatternLineError(keyword.column(at: 0), "from without a sample", "expected a sample line before it")
    }
  }

  /// `FIELD = VALUE`, or a word that is no keyword.
  private mutating func readExpectation(_ scanner: inout LineScanner, _ first: LineText) throws(PatternLineError) {
    let name = first.string
    guard let equals = try scanner.word(), equals.bytes == [UInt8(ascii: "=")] else {
      throw PatternLineError(
        first.column(at: 0), "unknown keyword \(quoted(name))", suggestion(for: name, among: Self.keywords))
    }
    guard let path = Self.expectedPath(name) else {
      throw PatternLineError(first.column(at: 0), "unknown field \(quoted(name))", FieldTable.suggestion(for: name))
    }
    let value = try scanner.rest()
    let expectation = Sample.Expectation(path: path, value: value.bytes, line: line)
    guard event?.changeLastSample({ $0.expectations.append(expectation) }) == true else {
      throw PatternLineError(
        first.column(at: 0), "an expected value without a sample", "expected a sample line before it")
    }
  }

  private static func expectedPath(_ name: String) -> String? {
    if name.hasPrefix("event."), EventDraft.expectablePaths.contains(name) { return name }
    return FieldTable.field(named: name)?.path
  }

  // MARK: - Events

  private mutating func finishEvent() {
    guard let event else { return }
    self.event = nil
    if !event.hasPatternLine {
      report(PatternLineError(1, "event \(quoted(event.title)) without a pattern"), line: event.line)
    }
    if unread == nil {
      for (fault, line) in event.faults(programs: sections.last?.programs ?? []) { report(fault, line: line) }
    }
    for draft in event.patterns {
      guard let expression = draft.expression, let section = sections.indices.last else { continue }
      let pattern = Pattern(
        index: firstIndex + entries.count, file: file.name, line: draft.line, isUserDefined: isUserDefined,
        source: draft.source, title: event.title, programs: sections[section].programs,
        captures: expression.captures, meaning: event.meaning(captures: expression.captures),
        readings: Readings(expression, draft.expansions), once: sections[section].once,
        detailSource: detailSource(of: draft, event, expression.captures))
      entries.append(Entry(pattern: pattern, section: section))
    }
  }

  private func detailSource(
    of draft: PatternDraft, _ event: EventDraft, _ captures: [Capture]
  ) -> Pattern.DetailSource {
    if let unread { return .unread(unread, entries.count) }
    return .known(
      Pattern.Details(
        writers: captures.map { event.writers[$0.field] }, writerOfUnnamed: event.writers.writerOfUnnamed,
        samples: draft.samples.map { $0.sample(programs: sections.last?.programs ?? []) }, encoding: event.encoding))
  }
}
