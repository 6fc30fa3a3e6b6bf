import Testing

@testable import Patterns

/// The compiled matcher against `ReferencePattern`, over random patterns and texts that are made to be nearly right.
@Suite struct ModelTests {
  private static let alphabet = [
    "a", "b", "ab", "aa", " ", " a", "1", "-", "--", ": ", ":", "12", "{", "}", "aab", "ü",
  ]

  private var generator = SeededGenerator(seed: 0)

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  mutating func `the matcher and the description agree`(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    var validCount = 0
    var matchCount = 0
    for _ in 0..<1000 {
      let pattern = ReferencePattern(nodes: randomNodes(depth: 0))
      let compiled = try? catalogue(pattern: pattern.source)
      #expect((compiled != nil) == pattern.isValid, "\(pattern.source)")
      guard let compiled, pattern.isValid else { continue }
      validCount += 1
      for _ in 0..<8 {
        let text = randomText(for: pattern)
        let expected = pattern.match(text)
        #expect(values(compiled, text) == expected, "\(pattern.source) on \(String(decoding: text, as: UTF8.self))")
        expectSameTrace(compiled, text, fits: expected != nil)
        if expected != nil { matchCount += 1 }
      }
    }
    // Otherwise the test would agree about nothing.
    #expect(validCount > 300)
    #expect(matchCount > 600)
  }

  @Test(arguments: [UInt64(11), 12, 13])
  mutating func `among many patterns the first that fits wins`(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      var patterns: [ReferencePattern] = []
      while patterns.count < 25 {
        let pattern = ReferencePattern(nodes: randomNodes(depth: 0))
        if pattern.isValid { patterns.append(pattern) }
      }
      let text = patterns.map { "event e\npattern \($0.source)\n" }.joined()
      let compiled = try catalogue("programs p\n" + text)
      for _ in 0..<40 {
        let text = randomText(for: patterns[Int.random(in: 0..<25, using: &generator)])
        let first = patterns.firstIndex { $0.match(text) != nil }
        var matcher = Matcher(compiled)
        let result = matcher.match(program: Array("p".utf8).span, text: text.span)
        let wanted = first.map { MatchResult.Outcome.matched(pattern: $0) } ?? .gap
        #expect(result.outcome == wanted, "\(String(decoding: text, as: UTF8.self)) of \(patterns.map(\.source))")
        #expect(values(compiled, text) == first.flatMap { patterns[$0].match(text) })
      }
    }
  }

  /// `explain` walks the expansions with code of its own; it must come to the same end.
  private func expectSameTrace(_ catalogue: Catalogue, _ text: [UInt8], fits: Bool) {
    let traces = catalogue.patterns[0].expansions.map {
      ExpansionTrace(of: $0, captures: catalogue.patterns[0].captures, on: text)
    }
    #expect(traces.contains { $0.miss == nil } == fits)
    for case let miss? in traces.map(\.miss) {
      #expect((0...text.count).contains(miss.position))
      #expect((0...text.count).contains(miss.fitted))
    }
  }

  // MARK: - Chance

  private mutating func randomNodes(depth: Int) -> [ReferencePattern.Node] {
    (0..<Int.random(in: 1...(depth == 0 ? 7 : 3), using: &generator)).map { _ in
      let chance = Int.random(in: 0..<100, using: &generator)
      if chance < 45 {
        let text = (0..<Int.random(in: 1...2, using: &generator)).map { _ in randomPiece() }.joined()
        // Inside of an optional a closing brace cannot be written.
        return .literal(depth == 0 ? text : text.filter { $0 != "}" } + "a")
      }
      if chance < 85 {
        let kind = CaptureKind.allCases.randomElement(using: &generator) ?? .text
        return .capture(name: kind != .blanks && Bool.random(using: &generator) ? randomName() : nil, kind: kind)
      }
      if chance < 93 || depth > 2 {
        let texts = (0..<Int.random(in: 2...3, using: &generator)).map { _ in
          Int.random(in: 0..<4, using: &generator) == 0 ? "" : randomPiece().filter { !"{}".contains($0) }
        }
        return .choice(texts, name: Bool.random(using: &generator) ? randomName() : nil)
      }
      return .optional(randomNodes(depth: depth + 1))
    }
  }

  private mutating func randomName() -> String {
    [".a", ".b", ".c", ".d", ".e", ".f"].randomElement(using: &generator) ?? ".a"
  }

  private mutating func randomPiece() -> String {
    Self.alphabet.randomElement(using: &generator) ?? "a"
  }

  /// A text that one reading of the pattern could have made, with up to three changes.
  private mutating func randomText(for pattern: ReferencePattern) -> [UInt8] {
    var text: [UInt8] = []
    for element in pattern.lines.randomElement(using: &generator) ?? [] {
      if let literal = element.literal {
        text += literal
      } else if case .capture(_, let kind) = element {
        text += randomValue(kind)
      }
    }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let place = Int.random(in: 0...text.count, using: &generator)
      if Bool.random(using: &generator) {
        text.insert(contentsOf: randomPiece().utf8, at: place)
      } else if place < text.count {
        text.remove(at: place)
      }
    }
    return text
  }

  private mutating func randomValue(_ kind: CaptureKind) -> [UInt8] {
    let number = String(Int.random(in: -2...70000, using: &generator))
    switch kind {
    case .blanks: return Array(repeating: 0x20, count: Int.random(in: 0...3, using: &generator))
    case .number, .port: return Array(number.utf8)
    case .text, .user:
      return (0..<Int.random(in: 0...4, using: &generator)).flatMap { _ in Array(randomPiece().utf8) }
    case .word, .identifier, .address:
      return (0..<Int.random(in: 1...3, using: &generator)).flatMap { _ in
        Array(randomPiece().utf8).filter { $0 != 0x20 }
      }
    }
  }
}
