import Patterns
import Testing

@Suite struct ProgramTests {
  @Test func `an unmatched text is a gap of a known program only`() throws {
    let catalogue = try SampleFiles.catalogue()
    #expect(outcome(catalogue, program: "sshd", "x") == .gap)
    #expect(outcome(catalogue, program: "sshd-session", "x") == .gap)
    #expect(outcome(catalogue, program: "su(pam_unix)", "x") == .gap)
    #expect(outcome(catalogue, program: "(pam_unix)", "") == .gap)
    for other in ["", "sshd ", "SSHD", "ssh", "sshd-sessio", "pam_unix)", "*", String(repeating: "x", count: 100_000)] {
      #expect(outcome(catalogue, program: other, "x") == .unknownProgram)
    }
    #expect(catalogue.knownPrograms == ["*(pam_unix)", "sshd", "sshd-session"])
    #expect(catalogue.isKnown(program: Array("x(pam_unix)".utf8)))
    #expect(!catalogue.isKnown(program: Array("x".utf8)))
  }

  @Test func `a claimed text is a gap whatever its program`() throws {
    let catalogue = try SampleFiles.catalogue()
    #expect(outcome(catalogue, program: "any", "pam_foo(x:auth): y") == .gap)
    #expect(outcome(catalogue, program: "", "pam_foo(") == .gap)
    #expect(outcome(catalogue, program: "any", "pam_(x") == .unknownProgram)
    #expect(outcome(catalogue, program: "any", "pam foo(x") == .unknownProgram)
    #expect(outcome(catalogue, program: "any", "") == .unknownProgram)
  }

  @Test func `the programs of an also line stay unknown`() throws {
    let catalogue = try catalogue("also tool\nevent e\npattern a {.x}\n")
    #expect(outcome(catalogue, program: "tool", "a 1") == .matched(pattern: 0))
    #expect(outcome(catalogue, program: "tool", "b") == .unknownProgram)
  }

  @Test func `a program may have no name`() throws {
    let catalogue = try catalogue("programs \"\"\nevent e\npattern a\n")
    #expect(outcome(catalogue, program: "", "a") == .matched(pattern: 0))
    #expect(outcome(catalogue, program: "", "b") == .gap)
    #expect(outcome(catalogue, program: "x", "a") == .unknownProgram)
  }

  @Test func `the user's files come first, then the program's own patterns, then those of any program`() throws {
    func file(_ name: String, _ programs: String) -> PatternFile {
      PatternFile(name: name, text: "\(programs)\nevent \(name)\npattern a {.x:text}\n")
    }
    let files = [
      file("any", "programs *"), file("suffix", "programs *shd"), file("own", "programs sshd"),
      file("again", "programs sshd"),
    ]
    func first(_ catalogue: Catalogue, _ program: String) -> String? {
      guard case .matched(let index) = outcome(catalogue, program: program, "a b") else { return nil }
      return catalogue.patterns[index].title
    }
    let builtIn = try Catalogue(files: files)
    #expect(first(builtIn, "sshd") == "own")
    #expect(first(builtIn, "xshd") == "any")
    #expect(first(builtIn, "x") == "any")
    let extended = try Catalogue(files: files, userFiles: [file("mine", "also *hd")])
    #expect(first(extended, "sshd") == "mine")
    #expect(first(extended, "hd") == "mine")
    #expect(first(extended, "x") == "any")
    #expect(extended.patterns[0].isUserDefined)
    #expect(extended.files == ["mine", "any", "suffix", "own", "again"])
  }

  @Test func `each of many programs is found by its name`() throws {
    let names = (0..<500).map { "program-\($0)" }
    let text = names.map { "programs \($0)\nevent \($0)\npattern a\n" }.joined()
    let catalogue = try catalogue(text)
    for (index, name) in names.enumerated() {
      #expect(outcome(catalogue, program: name, "a") == .matched(pattern: index))
    }
  }

  @Test func `matchers in several threads share what the first of them compiles`() async throws {
    let catalogue = try SampleFiles.catalogue()
    let samples = catalogue.patterns.flatMap(\.samples)
    let answers = await withTaskGroup(of: [MatchResult].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var matcher = Matcher(catalogue)
          return samples.map { matcher.match(program: $0.program.span, text: $0.text.span) }
        }
      }
      return await group.reduce(into: [[MatchResult]]()) { $0.append($1) }
    }
    #expect(answers.count == 4)
    #expect(Set(answers).count == 1)
    #expect(answers[0].contains { if case .matched = $0.outcome { true } else { false } })
  }
}
