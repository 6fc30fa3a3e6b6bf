extension Catalogue {
  /// Tries every sample on the whole catalogue and returns what is not as the files say.
  ///
  /// A sample must be matched by its own pattern before any other and yield the values written under it. Also reported:
  /// a built-in pattern without a sample, a capture of which no `written-by` says who can write it, and a field of our own that is a value in one place and holds others in
  /// another, which no index can store; and an event of the user's without category, type and outcome, which nobody would
  /// find again. Takes some microseconds a sample; not for the hot path.
  public func check() -> [PatternDiagnostic] {
    var matcher = Matcher(self)
    var mistakes = conflictsOfOwnFields() + eventsWithoutMeaning()
    var taken = ShadowedSamples()
    for pattern in patterns {
      if pattern.samples.isEmpty, !pattern.isUserDefined {
        mistakes.append(
          PatternDiagnostic(
            file: pattern.file, line: pattern.line, column: 1, found: "a pattern without a sample",
            expected: "expected a sample line under it"))
      }
      for slot in pattern.openSlots where pattern.writers[slot] == nil {
        let name = pattern.captures[slot].field.name
        mistakes.append(
          PatternDiagnostic(
            file: pattern.file, line: pattern.line, column: 1, found: "nothing says who can write \(name)",
            expected: "expected a line such as \(quoted("written-by peer \(name)")) at the top of the file"))
      }
      for sample in pattern.samples {
        mistakes += check(sample, of: pattern, with: &matcher, &taken)
      }
    }
    return mistakes + taken.mistakes(in: self)
  }

  /// Built-in samples that user patterns take, by the pattern that takes them: one wide pattern may take hundreds.
  private struct ShadowedSamples {
    var counts: [Int: (samples: Int, patterns: Set<Int>, first: Sample, firstPattern: Int)] = [:]

    mutating func add(_ sample: Sample, of pattern: Int, takenBy taker: Int) {
      var entry = counts[taker] ?? (0, [], sample, pattern)
      entry.samples += 1
      entry.patterns.insert(pattern)
      counts[taker] = entry
    }

    func mistakes(in catalogue: Catalogue) -> [PatternDiagnostic] {
      counts.sorted { $0.key < $1.key }.map { taker, entry in
        let wide = catalogue.patterns[taker]
        let first = catalogue.patterns[entry.firstPattern]
        let how = entry.patterns.count == 1 ? "a built-in pattern" : "\(entry.patterns.count) built-in patterns"
        let text = quoted(Array(entry.first.text.prefix(80)))
        return PatternDiagnostic(
          file: wide.file, line: wide.line, column: 1,
          found: "the pattern also matches texts of \(how), first \(first.file):\(entry.first.line) \(text)",
          expected: "expected a narrower one, or --allow-shadowing if that is meant", kind: .shadowing)
      }
    }
  }

  /// One mistake for each event of a user's file that does not say what it means.
  private func eventsWithoutMeaning() -> [PatternDiagnostic] {
    var seen: Set<String> = []
    return patterns.compactMap { pattern in
      guard pattern.isUserDefined else { return nil }
      let meaning = pattern.meaning
      let missing = [
        meaning.categories.isEmpty ? "category" : nil, meaning.types.isEmpty ? "type" : nil,
        meaning.outcome == nil ? "outcome" : nil,
      ].compactMap { $0 }
      guard let first = missing.first, seen.insert("\(pattern.file)\u{0}\(pattern.title)").inserted else { return nil }
      let names = missing.joined(separator: missing.count == 2 ? " and " : ", ")
      let example =
        switch first {
        case "category": "expected such as \(quoted("category authentication"))"
        case "type": "expected such as \(quoted("type start"))"
        default: "expected success, failure or unknown"
        }
      return PatternDiagnostic(
        file: pattern.file, line: pattern.line, column: 1, found: "the event \(quoted(pattern.title)) has no \(names)",
        expected: example, kind: .incomplete)
    }
  }

  /// What a user's file may leave out and should not: a sentence for each pattern that is concerned.
  public func advice() -> [PatternDiagnostic] {
    patterns.filter(\.isUserDefined).compactMap { pattern in
      func advice(_ found: String, _ expected: String) -> PatternDiagnostic {
        PatternDiagnostic(file: pattern.file, line: pattern.line, column: 1, found: found, expected: expected)
      }
      guard !pattern.samples.isEmpty else {
        return advice("a pattern without a sample", "a sample line under it would show that it fits")
      }
      let chosen = pattern.captures.first { ["user.name", "source.address"].contains($0.field.path) }
      guard let chosen, !pattern.samples.contains(where: \.isHostile) else { return nil }
      return advice(
        "no hostile line shows that nobody can forge \(chosen.field.path)",
        "a line such as \(quoted("hostile ...")) would, with what it must yield under it")
    }
  }

  private func check(
    _ sample: Sample, of pattern: Pattern, with matcher: inout Matcher, _ taken: inout ShadowedSamples
  ) -> [PatternDiagnostic] {
    func mistake(_ found: String, _ expected: String? = nil, line: Int? = nil) -> PatternDiagnostic {
      PatternDiagnostic(file: pattern.file, line: line ?? sample.line, column: 1, found: found, expected: expected)
    }
    let result = matcher.match(program: sample.program.span, text: sample.text.span)
    guard case .matched(let index) = result.outcome else {
      return [mistake("the sample is matched by no pattern", nearMissSentence(sample, pattern))]
    }
    guard index == pattern.index else {
      let other = patterns[index]
      if other.isUserDefined, !pattern.isUserDefined {
        taken.add(sample, of: pattern.index, takenBy: index)
        return []
      }
      return [
        mistake(
          "the sample of the pattern in line \(pattern.line) is matched by the one at \(other.file):\(other.line) first",
          "expected that one to be narrower or to come after it")
      ]
    }
    let values = yield(of: pattern, text: sample.text, matcher)
    return sample.expectations.compactMap { expectation in
      let value = values[expectation.path] ?? []
      guard value != expectation.value else { return nil }
      let found =
        value.isEmpty ? "\(expectation.path) is absent" : "\(expectation.path) is \(quoted(value))"
      let expected = expectation.value.isEmpty ? "expected none" : "expected \(quoted(expectation.value))"
      return mistake(found, expected, line: expectation.line)
    }
  }

  private func nearMissSentence(_ sample: Sample, _ pattern: Pattern) -> String? {
    let misses = nearMisses(text: sample.text, among: [pattern.index], limit: 1)
    guard let miss = misses.first else {
      return "its pattern is not tried for the program \(quoted(sample.program))"
    }
    guard patternIndexes(ofProgram: sample.program).contains(pattern.index) else {
      return "its pattern is not tried for the program \(quoted(sample.program))"
    }
    return "its own fits up to byte \(miss.position), where \(miss.expected) is expected"
  }

  /// The values of all fields that the last match of the matcher gives, by path, as text.
  ///
  /// What the formats derive further (`source.ip` from `source.address`, ...) is not among them.
  public func yield(of pattern: Pattern, text: [UInt8], _ matcher: borrowing Matcher) -> [String: [UInt8]] {
    var captured: [[UInt8]?] = []
    for index in pattern.captures.indices {
      captured.append(matcher.captureRange(index).map { Array(text[$0]) })
    }
    var values: [String: [UInt8]] = [:]
    for (capture, value) in zip(pattern.captures, captured) {
      values[capture.field.path] = value
    }
    let meaning = pattern.meaning
    for assignment in meaning.assignments {
      values[assignment.field.path] = assignment.template.value { captured[$0] }
    }
    if let action = meaning.action { values["event.action"] = action.value { captured[$0] } }
    if let reason = meaning.reason { values["event.reason"] = reason.value { captured[$0] } }
    values["event.outcome"] = meaning.outcome.map { Array($0.rawValue.utf8) }
    values["event.category"] = Array(meaning.categories.joined(separator: " ").utf8)
    values["event.type"] = Array(meaning.types.joined(separator: " ").utf8)
    return values
  }

  private func conflictsOfOwnFields() -> [PatternDiagnostic] {
    var first: [String: Pattern] = [:]
    for pattern in patterns {
      for field in pattern.captures.map(\.field) + pattern.meaning.assignments.map(\.field)
      where field.isOwn && first[field.name] == nil {
        first[field.name] = pattern
      }
    }
    return first.sorted { $0.key < $1.key }.compactMap { name, pattern in
      var parent = name[...]
      while let dot = parent.lastIndex(of: "."), dot > parent.startIndex {
        parent = parent[..<dot]
        if let other = first[String(parent)] {
          return PatternDiagnostic(
            file: pattern.file, line: pattern.line, column: 1,
            found: "\(name) lies inside of \(parent), which holds a value at \(other.file):\(other.line)",
            expected: "expected one of them to have another name")
        }
      }
      return nil
    }
  }
}
