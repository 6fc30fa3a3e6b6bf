extension Catalogue {
  /// Tries every sample on the whole catalogue and returns what is not as the files say.
  ///
  /// A sample must be matched by its own pattern before any other and yield the values written under it. Also reported:
  /// a built-in pattern without a sample, a capture of which no `written-by` says who can write it, and a field of our own that is a value in one place and holds others in
  /// another, which no index can store. Takes some microseconds a sample; not for the hot path.
  public func check() -> [PatternDiagnostic] {
    var matcher = Matcher(self)
    var mistakes = conflictsOfOwnFields()
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
        mistakes += check(sample, of: pattern, with: &matcher)
      }
    }
    return mistakes
  }

  private func check(_ sample: Sample, of pattern: Pattern, with matcher: inout Matcher) -> [PatternDiagnostic] {
    func mistake(_ found: String, _ expected: String? = nil, line: Int? = nil) -> PatternDiagnostic {
      PatternDiagnostic(file: pattern.file, line: line ?? sample.line, column: 1, found: found, expected: expected)
    }
    let result = matcher.match(program: sample.program.span, text: sample.text.span)
    guard case .matched(let index) = result.outcome else {
      return [mistake("the sample is matched by no pattern", nearMissSentence(sample, pattern))]
    }
    guard index == pattern.index else {
      let other = patterns[index]
      return [
        mistake(
          "the sample of the pattern in line \(pattern.line) is matched by the one at \(other.file):\(other.line) first",
          "expected that one to be narrower or to stand behind")
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
