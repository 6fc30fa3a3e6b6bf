import Patterns
import Testing

@Suite struct PatternMistakeTests {
  private func inPattern(_ pattern: String) -> [String] {
    mistakes("programs p\nevent e\n pattern \(pattern)\n")
  }

  @Test func `an unknown field is named with its place and the nearest one`() {
    #expect(
      inPattern("a {user.nmae}") == [#"f.patterns:3:13: unknown field "user.nmae"; did you mean "user.name"?"#])
    #expect(inPattern("ü {usr}") == [#"f.patterns:3:13: unknown field "usr"; did you mean "user"?"#])
    #expect(
      inPattern("a {.Ssh}") == [
        #"f.patterns:3:13: unknown field ".Ssh"; expected lower case letters, digits and _ between the dots, e.g. .ssh.method"#
      ])
  }

  @Test(
    arguments: [
      ("a {.x", "a { without its }; write {{ for a brace in the text"),
      ("a }", "a } without its {; write }} for a brace in the text"),
      ("a {?b", "an optional {? without its }; write {{ for a brace in the text"),
      ("a {?}", "an empty optional"),
      ("a {}", "a capture without a name; expected {NAME} or {:KIND}"),
      ("a {a {.x}|b}", #"a { inside of "{a {.x}"; only an optional {?...} can hold captures"#),
      ("a {.x:wrod}", #"unknown kind "wrod"; did you mean "word"?"#),
      ("a {.x}{.y}", "{.x} stands directly before {.y}; two captures need a text between them"),
      (
        "a {.x}{? b }{.y}",
        "{.x} stands directly before {.y} when an optional is left out; two captures need a text between them"
      ),
      ("a {.x} {.x}", ".x is captured twice"),
      (
        "{user} for {effective}",
        "{user.effective.name} is a second capture of the kind user; write it with another kind, e.g. {NAME:word} or {NAME:text}"
      ),
      ("a {.x:blanks}", "blanks that are captured; write {:blanks} without a name"),
      ("a{:blanks} b", "a blank behind {:blanks}, which takes all there are; write the blank before {:blanks}"),
      (
        "{user}:{:blanks}b",
        "{:blanks} behind {user.name}; what follows a capture of the kind user is sought from the end; write {| } for one blank or none"
      ),
      ("{port:word}", "source.port is a number in ECS; use the kind number or port"),
      ("{source.ip:word}", "source.ip is an IP address in ECS; use the kind address"),
      ("{port=1|2}", "source.port is no keyword in ECS; alternatives need a keyword field"),
      (
        "x{|a}{|b}{|c}{|d}{|e}{|f}{|g}",
        "optionals and alternatives make more than 64 lines of this pattern; split it into several patterns"
      ),
      ("\"a", "a quotation mark that is not closed; write \\\" for one in the text"),
      ("\"a\" b", "text behind the closing quotation mark; a value that begins with \" is quoted as a whole"),
      ("\"\\q\"", "an unknown escape; expected \\\" \\\\ \\n \\t or \\xHH"),
      ("\"\\x+1\"", "an unknown escape; expected \\\" \\\\ \\n \\t or \\xHH"),
      ("", "pattern without a value; expected the line as the program writes it"),
    ])
  func `a wrong pattern is refused with a sentence`(pattern: String, sentence: String) {
    let found = inPattern(pattern)
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix(": " + sentence) == true, "\(found)")
  }

  @Test func `optionals may be nested but not without end`() {
    let deep = String(repeating: "{?a", count: 100_000) + String(repeating: "}", count: 100_000)
    #expect(inPattern(deep).first?.contains("optionals nested more than 16 deep") == true)
  }

  @Test func `all mistakes of all files are reported in order`() throws {
    let text = """
      pattern a
      programs
      programs p
      evnt x
      event e
        category login session
        type     strt
        outcome  good
        set      user.name
        set      process.pid x
        sekoia   action.nam x
        reason   {.y}
        reason   z
        pattern  a {.x}
        sample
          user.nam = x
      event without
      """
    #expect(
      mistakes(text) == [
        "f.patterns:1:1: pattern outside of an event; expected an event line before it",
        "f.patterns:2:1: programs without a name; expected names of programs",
        #"f.patterns:4:1: unknown keyword "evnt"; did you mean "event"?"#,
        #"f.patterns:6:12: "login" is no event.category of ECS; expected one of api, authentication, configuration, "#
          + "database, driver, email, file, host, iam, intrusion_detection, library, malware, network, package, process, "
          + "registry, session, threat, vulnerability, web",
        #"f.patterns:7:12: "strt" is no event.type of ECS; did you mean "start"?"#,
        #"f.patterns:8:12: unknown outcome "good"; expected one of success, failure, unknown"#,
        "f.patterns:9:12: user.name without a value; expected a text or {NAME}",
        "f.patterns:10:24: process.pid is a number in ECS",
        #"f.patterns:11:12: unknown field "action.nam" of the sekoia format; did you mean "action.name"?"#,
        #"f.patterns:12:13: no pattern of the event captures .y; did you mean ".x"?"#,
        "f.patterns:13:3: a second reason of the event; expected one, with all its values",
        "f.patterns:15:3: sample without a value; expected a line that the pattern matches",
        #"f.patterns:16:5: unknown field "user.nam"; did you mean "user.name"?"#,
        #"f.patterns:17:1: event "without" without a pattern"#,
      ])
    do throws(PatternFileErrors) {
      _ = try Catalogue(
        files: [PatternFile(name: "b", text: "y"), PatternFile(name: "c", text: "z")],
        userFiles: [PatternFile(name: "a", text: "x")])
      Issue.record("three wrong files were accepted")
    } catch {
      #expect(error.mistakes.map(\.file) == ["a", "b", "c"])
    }
  }

  @Test func `a type that ECS does not expect with the category is refused`() {
    #expect(
      mistakes("programs p\nevent e\ncategory iam\ntype start change\npattern a\n") == [
        "f.patterns:4:6: ECS does not expect the type start with these categories; "
          + "expected one of admin, change, creation, deletion, group, info, user"
      ])
    #expect(
      mistakes("programs p\nevent e\ntype start\npattern a\n") == ["f.patterns:3:6: a type without a category"])
  }

  @Test func `what stands at the wrong place is refused`() {
    #expect(
      mistakes("event e\npattern a\n") == [
        "f.patterns:2:1: a pattern without programs; expected a programs or also line before it"
      ])
    #expect(
      mistakes("programs p\nevent e\nsample a\npattern a\nfrom x\nuser = y\n").map { $0.prefix(14) } == [
        "f.patterns:3:1", "f.patterns:5:1", "f.patterns:6:1",
      ])
    #expect(mistakes("claim a {.x}\n") == ["f.patterns:1:7: a claim that captures .x; write {:KIND} without a name"])
    #expect(
      mistakes("programs *x\nevent e\npattern a\nsample a\n") == [
        "f.patterns:4:1: a sample of programs without a name of their own; expected a line from PROGRAM under it"
      ])
    #expect(
      mistakes("programs p\nevent e\nset .x 1\npattern a {.x}\n") == [
        "f.patterns:4:9: .x is captured here and set by its event"
      ])
  }

  @Test(arguments: [
    ("service sshd", "f.patterns:1:1: a service without programs; expected a programs or also line before it"),
    ("programs p\nservice", "f.patterns:2:1: service without a name; expected letters, digits, _, . and -"),
    ("programs p\nservice a b", #"f.patterns:2:11: "b" after the service; expected one name"#),
    ("programs p\nservice \"a\\\"\"", "f.patterns:2:1: service without a name; expected letters, digits, _, . and -"),
    ("programs p\nservice a\nservice b", "f.patterns:3:1: a second service of the programs; expected one"),
    ("also *\nservice a", "f.patterns:2:9: a service of all programs; expected the names of programs before it"),
  ])
  func `a service is one name under the programs that belong to it`(text: String, mistake: String) {
    #expect(mistakes(text + "\n") == [mistake])
  }

  @Test func `a file is read whatever its bytes are`() {
    for bytes: [UInt8] in [[0xFF], [0xEF, 0xBB, 0xBF, 0xEF], [0], [0x22], [0x22, 0x5C], [0x7B], [0xC3, 0x0A, 0xA4]] {
      #expect(throws: PatternFileErrors.self) { try Catalogue(files: [PatternFile(name: "x", bytes: bytes)]) }
    }
    #expect(mistakes("\u{FEFF}# comment\r\nprograms p\r\n\r\n") == [])
    #expect(
      mistakes("x\u{1B}[2J\u{202E}") == [#"f.patterns:1:1: unknown keyword "x\u{1b}[2J\u{202e}"; expected "# + keywords]
    )
    var generator = SeededGenerator(seed: 3)
    let words = [
      "programs", "also", "service", "claim", "event", "category", "type", "action", "set", "pattern", "sample", "from",
      " ", "\n",
      "\"",
      "\\x", "{", "}", "{?", "{.x}", ":", "|", "=", "*", "user", "session", "start", "{user}", "\u{202E}",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
        (words.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
      }
      // Only that it returns: most of these are wrong in more than one way.
      _ = mistakes(text.joined())
    }
  }

  private let keywords =
    "one of programs, also, once, service, claim, event, category, type, action, outcome, reason, set, sekoia, "
    + "written-by, escaped, encoded, pattern, sample, hostile, from"
}
