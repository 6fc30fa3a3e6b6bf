/// An `event` of a file while its lines are being read.
struct EventDraft {
  var title: String
  var line: Int
  var patterns: [PatternDraft] = []
  /// Whether a pattern line was seen, even one that could not be read.
  var hasPatternLine = false
  /// Who writes which field, where the event differs from its file.
  var writers = WriterTable()
  /// How its program writes what others choose, besides what the file says.
  var encoding = Encoding()

  private var categories: [String] = []
  private var types: [String] = []
  private var typeWords: [(word: LineText, line: Int)] = []
  private var action: TemplateSource?
  private var reason: TemplateSource?
  private var outcome: Classification.Outcome?
  private var assignments: [(field: Field, template: TemplateSource)] = []
  private var sekoiaAssignments: [(field: Classification.SekoiaField, template: TemplateSource)] = []
  private var templates: [(template: TemplateSource, line: Int)] = []
  private var seenKeywords: Set<String> = []

  /// Fields of `event` that an expectation can name although no capture fills them.
  static let expectablePaths: Set<String> = [
    "event.action", "event.category", "event.outcome", "event.reason", "event.type",
  ]

  init(title: String, line: Int) {
    self.title = title
    self.line = line
  }

  // MARK: - Lines

  /// `category` and `type`.
  mutating func readValues(_ keyword: String, _ scanner: inout LineScanner, _ first: LineText, line: Int)
    throws(PatternLineError)
  {
    try refuseRepetition(of: keyword, first)
    let allowed = keyword == "type" ? EventVocabulary.types : EventVocabulary.categories
    var values: [String] = []
    while let word = try scanner.word() {
      let value = word.string
      guard allowed.contains(value) else {
        throw PatternLineError(
          word.column(at: 0), "\(quoted(value)) is no event.\(keyword) of ECS", suggestion(for: value, among: allowed))
      }
      if !values.contains(value) { values.append(value) }
      if keyword == "type" { typeWords.append((word, line)) }
    }
    guard !values.isEmpty else {
      throw PatternLineError(
        first.column(at: 0), "\(keyword) without a value", "expected one of " + allowed.joined(separator: ", "))
    }
    if keyword == "type" { types = values } else { categories = values }
  }

  /// `action`, `outcome` and `reason`.
  mutating func readValue(_ keyword: String, _ value: LineText, _ first: LineText, line: Int) throws(PatternLineError) {
    try refuseRepetition(of: keyword, first)
    if value.bytes.starts(with: "= ".utf8) {
      throw PatternLineError(
        value.column(at: 0), "a value that begins with =",
        "under a sample write event.\(keyword) \(value.string); otherwise quote the value")
    }
    if keyword == "outcome" {
      let known = Classification.Outcome.allCases.map(\.rawValue)
      outcome = Classification.Outcome(rawValue: value.string)
      guard outcome != nil else {
        throw PatternLineError(
          value.column(at: 0), "unknown outcome \(quoted(value.bytes))", suggestion(for: value.string, among: known))
      }
      return
    }
    let template = try TemplateSource(value)
    templates.append((template, line))
    if keyword == "action" { action = template } else { reason = template }
  }

  mutating func readAssignment(_ scanner: inout LineScanner, _ first: LineText, line: Int) throws(PatternLineError) {
    guard let name = try scanner.word() else {
      throw PatternLineError(first.column(at: 0), "set without a field", "expected set FIELD VALUE")
    }
    guard let field = FieldTable.field(named: name.string) else {
      throw PatternLineError(
        name.column(at: 0), "unknown field \(quoted(name.bytes))", FieldTable.suggestion(for: name.string))
    }
    guard !Self.expectablePaths.contains(field.path) else {
      let keyword = field.path.dropFirst("event.".count)
      throw PatternLineError(name.column(at: 0), "set \(field.path)", "expected the keyword \(keyword) instead")
    }
    guard !assignments.contains(where: { $0.field == field }) else {
      throw PatternLineError(name.column(at: 0), "\(field.name) is set twice")
    }
    let template = try self.template(&scanner, of: name)
    templates.append((template, line))
    if let refusal = Self.refusal(of: template, for: field) {
      throw PatternLineError(template.column, refusal)
    }
    assignments.append((field, template))
  }

  mutating func readSekoiaAssignment(_ scanner: inout LineScanner, _ first: LineText, line: Int)
    throws(PatternLineError)
  {
    let known = Classification.SekoiaField.allCases.map(\.rawValue)
    guard let name = try scanner.word() else {
      throw PatternLineError(
        first.column(at: 0), "sekoia without a field", "expected one of " + known.joined(separator: ", "))
    }
    guard let field = Classification.SekoiaField(rawValue: name.string) else {
      throw PatternLineError(
        name.column(at: 0), "unknown field \(quoted(name.bytes)) of the sekoia format",
        suggestion(for: name.string, among: known))
    }
    guard !sekoiaAssignments.contains(where: { $0.field == field }) else {
      throw PatternLineError(name.column(at: 0), "\(field.rawValue) of the sekoia format is set twice")
    }
    let template = try self.template(&scanner, of: name)
    templates.append((template, line))
    sekoiaAssignments.append((field, template))
  }

  mutating func completePattern(_ expression: PatternExpression, _ expansions: [Expansion]?) {
    guard !patterns.isEmpty else { return }
    patterns[patterns.count - 1].expression = expression
    patterns[patterns.count - 1].expansions = expansions
  }

  /// Changes the last sample of the last pattern; false if there is none.
  mutating func changeLastSample(_ change: (inout SampleDraft) -> Void) -> Bool {
    guard let pattern = patterns.indices.last, let sample = patterns[pattern].samples.indices.last else {
      return false
    }
    change(&patterns[pattern].samples[sample])
    return true
  }

  private func template(_ scanner: inout LineScanner, of name: LineText) throws(PatternLineError) -> TemplateSource {
    let value = try scanner.rest()
    guard !value.bytes.isEmpty else {
      throw PatternLineError(name.column(at: 0), "\(name.string) without a value", "expected a text or {NAME}")
    }
    return try TemplateSource(value)
  }

  private mutating func refuseRepetition(of keyword: String, _ first: LineText) throws(PatternLineError) {
    guard seenKeywords.insert(keyword).inserted else {
      throw PatternLineError(
        first.column(at: 0), "a second \(keyword) of the event", "expected one, with all its values")
    }
  }

  /// A number is given as one, or by one capture whose kind is checked where the pattern is known.
  private static func refusal(of template: TemplateSource, for field: Field) -> String? {
    guard [.long, .float, .ip].contains(field.type) else { return nil }
    guard template.parts.count == 1 else {
      return "\(field.path) is no text in ECS; expected one value or one {NAME}"
    }
    guard field.type != .ip, case .literal(let bytes) = template.parts[0] else { return nil }
    return CaptureKind.number.accepts(bytes) ? nil : "\(field.path) is a number in ECS"
  }

  // MARK: - The whole

  /// What is wrong between the lines of the event, with the line of each.
  func faults(programs: [ProgramName]) -> [(fault: PatternLineError, line: Int)] {
    categoryFaults() + templateFaults() + patterns.flatMap { faults(of: $0, programs: programs) }
  }

  private func categoryFaults() -> [(fault: PatternLineError, line: Int)] {
    let expected = categories.flatMap { EventVocabulary.typesByCategory[$0] ?? [] }
    return typeWords.compactMap { entry in
      guard !expected.contains(entry.word.string) else { return nil }
      let found =
        categories.isEmpty
        ? "a type without a category" : "ECS does not expect the type \(entry.word.string) with these categories"
      let expectation = categories.isEmpty ? nil : "expected one of " + Set(expected).sorted().joined(separator: ", ")
      return (PatternLineError(entry.word.column(at: 0), found, expectation), entry.line)
    }
  }

  /// A name that no pattern of the event captures.
  private func templateFaults() -> [(fault: PatternLineError, line: Int)] {
    // After a mistake in a pattern its captures are not known.
    guard patterns.allSatisfy({ $0.expression != nil }) else { return [] }
    let captured = Set(patterns.flatMap { $0.expression?.captures.map(\.field) ?? [] })
    return templates.flatMap { entry in
      entry.template.parts.compactMap { part in
        guard case .name(let field, let column) = part, !captured.contains(field) else { return nil }
        let near = nearest(to: field.name, among: captured.map(\.name).sorted())
        return (
          PatternLineError(
            column, "no pattern of the event captures \(field.name)", near.map { "did you mean \(quoted($0))?" }),
          entry.line
        )
      }
    }
  }

  private func faults(of pattern: PatternDraft, programs: [ProgramName]) -> [(fault: PatternLineError, line: Int)] {
    var faults: [(fault: PatternLineError, line: Int)] = []
    var set = Set(assignments.map(\.field.path))
    if action != nil { set.insert("event.action") }
    if reason != nil { set.insert("event.reason") }
    for capture in pattern.expression?.captures ?? [] where set.contains(capture.field.path) {
      faults.append(
        (
          PatternLineError(pattern.column, "\(capture.field.name) is captured here and set by its event"),
          pattern.line
        ))
    }
    for assignment in assignments {
      guard case .name(let field, _) = assignment.template.parts.first,
        let capture = pattern.expression?.captures.first(where: { $0.field == field }),
        let refusal = assignment.field.refusal(of: capture.kind)
      else { continue }
      faults.append(
        (
          PatternLineError(pattern.column, "\(field.name) is set as \(assignment.field.path), which \(refusal)"),
          pattern.line
        ))
    }
    for sample in pattern.samples where sample.program == nil && SampleDraft.firstExact(programs) == nil {
      faults.append(
        (
          PatternLineError(
            1, "a sample of programs without a name of their own", "expected a line from PROGRAM under it"),
          sample.line
        ))
    }
    return faults
  }

  /// The meaning for a pattern with these captures. What names a capture that the pattern lacks is left out.
  func meaning(captures: [Capture]) -> Classification {
    Classification(
      categories: categories, types: types, action: action?.bound(to: captures), outcome: outcome,
      reason: reason?.bound(to: captures),
      assignments: assignments.compactMap { assignment in
        assignment.template.bound(to: captures).map { Classification.Assignment(field: assignment.field, template: $0) }
      },
      sekoiaAssignments: sekoiaAssignments.compactMap { assignment in
        assignment.template.bound(to: captures).map {
          Classification.SekoiaAssignment(field: assignment.field, template: $0)
        }
      })
  }
}

/// A `pattern` line while what stands under it is being read.
struct PatternDraft {
  var line: Int
  var column: Int
  var source: String
  /// Nil if the line has a mistake.
  var expression: PatternExpression?
  /// Its expansions; nil if they are left for later.
  var expansions: [Expansion]?
  var samples: [SampleDraft] = []
}

/// A `sample` or `hostile` line while what stands under it is being read.
struct SampleDraft {
  var text: [UInt8]
  var isHostile: Bool
  var line: Int
  var program: [UInt8]?
  var expectations: [Sample.Expectation] = []

  init(text: [UInt8], isHostile: Bool, line: Int) {
    self.text = text
    self.isHostile = isHostile
    self.line = line
  }

  func sample(programs: [ProgramName]) -> Sample {
    Sample(
      text: text, program: program ?? Self.firstExact(programs) ?? [], isHostile: isHostile, expectations: expectations,
      line: line)
  }

  /// The program that a sample is tested with if it names none.
  static func firstExact(_ programs: [ProgramName]) -> [UInt8]? {
    for case .exact(let name) in programs { return name }
    return nil
  }
}
