import Testing

@testable import Patterns

@Suite struct CatalogueCheckTests {
  private func check(_ text: String) throws -> [String] {
    try catalogue(text, name: "f.patterns").check().map(\.description)
  }

  @Test func `a sample that an earlier pattern takes is reported with both places`() throws {
    #expect(
      try check(
        "written-by anyone *\nprograms p\nevent e\npattern a {.x}\nsample a 1\npattern a {.y:number}\nsample a 2\n")
        == [
          "f.patterns:7:1: the sample of the pattern in line 6 is matched by the one at f.patterns:4 first; "
            + "expected that one to be narrower or to come after it"
        ])
  }

  @Test func `a sample that does not fit says where`() throws {
    #expect(
      try check("written-by anyone *\nprograms p\nevent e\npattern a {.x} port {port}\nsample a 1 prt 2\n") == [
        "f.patterns:5:1: the sample is matched by no pattern; its own fits up to byte 3, where \" port \" is expected"
      ])
    #expect(
      try check("written-by anyone *\nprograms p\nevent e\npattern a\nsample a\nfrom q\n") == [
        "f.patterns:5:1: the sample is matched by no pattern; its pattern is not tried for the program \"q\""
      ])
  }

  @Test func `a value that is not as expected is reported at its line`() throws {
    let text = """
      written-by anyone *
      programs p
      event e
        action do-{.x}
        pattern a {.x} {user:word}
        sample a 1 b
          .x = 2
          user =
          user.id = 7
          event.action = do-1
      """
    #expect(
      try check(text) == [
        #"f.patterns:7:1: azure_linux.x is "1"; expected "2""#,
        #"f.patterns:8:1: user.name is "b"; expected none"#,
        #"f.patterns:9:1: user.id is absent; expected "7""#,
      ])
  }

  @Test func `a built-in pattern needs a sample and a user's does not`() throws {
    let text = "programs p\nevent e\npattern a\n"
    #expect(try check(text) == ["f.patterns:3:1: a pattern without a sample; expected a sample line under it"])
    let own = try Catalogue(files: [], userFiles: [PatternFile(name: "u", text: text)])
    #expect(own.check().allSatisfy { $0.kind == .incomplete })
    #expect(
      own.advice().map(\.description) == [
        "u:3:1: a pattern without a sample; a sample line under it would show that it fits"
      ])
  }

  @Test func `a user's event says category, type and outcome, and is reported once`() throws {
    func check(_ meaning: String) throws -> [String] {
      let text = "programs p\nevent e\n\(meaning)pattern a\nsample a\npattern b\nsample b\n"
      return try Catalogue(files: [], userFiles: [PatternFile(name: "u", text: text)]).check().map(\.description)
    }
    #expect(try check("category host\ntype info\noutcome unknown\n") == [])
    #expect(
      try check("") == [
        #"u:3:1: the event "e" has no category, type, outcome; expected such as "category authentication""#
      ])
    #expect(
      try check("category host\ntype info\n") == [
        #"u:5:1: the event "e" has no outcome; expected success, failure or unknown"#
      ])
  }

  @Test func `a user's pattern that takes built-in samples is one mistake, however many they are`() throws {
    let wide = PatternFile(
      name: "u", text: "written-by anyone *\nalso p\nevent e\ncategory host\ntype info\noutcome unknown\npattern {.x}\n"
    )
    let files = [
      PatternFile(name: "b", text: "programs p\nevent e\npattern a\nsample a\npattern c\nsample c\nsample c\n")
    ]
    let mistakes = try Catalogue(files: files, userFiles: [wide]).check()
    #expect(
      mistakes.map(\.description) == [
        #"u:7:1: the pattern also matches texts of 2 built-in patterns, first b:4 "a"; expected a narrower one, or --allow-shadowing if that is meant"#
      ])
    #expect(mistakes.map(\.kind) == [.shadowing])
  }

  @Test func `a file says who can write each capture, and of numbers and fixed words it need not`() throws {
    #expect(
      try check("programs p\nevent e\npattern a {.x} {port} {.z=b|c} {:word}\nsample a 1 2 b d\n") == [
        "f.patterns:3:1: nothing says who can write .x; "
          + "expected a line such as \"written-by peer .x\" at the top of the file"
      ])
    #expect(try check("written-by peer .x\nprograms p\nevent e\npattern a {.x}\nsample a 1\n") == [])
  }

  @Test func `an event can say who writes a field, otherwise than its file`() throws {
    let file = """
      written-by program user .x
      programs p
      event e
        written-by peer user
        pattern a {user} {.x}
      event f
        pattern b {user} {.x}
      """
    let catalogue = try catalogue(file)
    #expect(catalogue.patterns.map(\.writers) == [[.peer, .program], [.program, .program]])
  }

  @Test(
    arguments: [
      ("written-by", "written-by without a writer"), ("written-by peer", "written-by without a field"),
      ("written-by pear user", "unknown writer \"pear\""), ("written-by peer usr", "unknown field \"usr\""),
      ("written-by peer user user.name", "a second writer of user.name"),
      ("written-by program *", "* of program; only of anyone"),
    ])
  func `a line about writers that cannot be read is a mistake`(line: String, sentence: String) {
    let found = mistakes("\(line)\nprograms p\nevent e\npattern a\n")
    #expect(found.count == 1)
    #expect(found.first?.contains(sentence) == true, "\(found)")
  }

  @Test func `the built-in files say of every field who writes it`() throws {
    let catalogue = try Catalogue.builtIn()
    let open = catalogue.patterns.flatMap { pattern in pattern.openCaptures.map(\.writer) }
    #expect(open.count > 500)
    #expect(open.allSatisfy { $0 != nil })
  }

  @Test func `a field of our own is a value or holds others`() throws {
    #expect(
      try check(
        "written-by anyone *\nprograms p\nevent e\npattern a {.x}\nsample a 1\npattern b {.x.y.z}\nsample b 1\n") == [
          "f.patterns:6:1: .x.y.z lies inside of .x, which holds a value at f.patterns:4; "
            + "expected one of them to have another name"
        ])
  }

  @Test func `the built-in catalogue has no mistakes`() throws {
    #expect(try Catalogue.builtIn().check() == [])
  }

  @Test func `the meaning of a pattern can be read`() throws {
    let catalogue = try SampleFiles.catalogue()
    let failed = try #require(catalogue.patterns.first { $0.title == "login failed" })
    #expect(failed.file == "ssh.patterns")
    #expect(failed.line == 32)
    #expect(failed.programs.map(\.description) == ["sshd", "sshd-session"])
    #expect(failed.captures.map(\.field.path).prefix(2) == ["azure_linux.ssh.method", "azure_linux.ssh.user_kind"])
    #expect(failed.meaning.categories == ["authentication"])
    #expect(failed.meaning.types == ["start"])
    #expect(failed.meaning.outcome == .failure)
    #expect(failed.meaning.action?.constant == Array("ssh_login".utf8))
    #expect(failed.meaning.reason?.parts == [.capture(0), .literal(Array(" was refused".utf8))])
    #expect(failed.samples.map(\.isHostile) == [false, true])
    let opened = try #require(catalogue.patterns.first { $0.title == "session opened" })
    #expect(opened.meaning.assignments.map(\.field.path) == ["service.type", "azure_linux.pam.service"])
    #expect(opened.meaning.sekoiaAssignments.map(\.field) == [.actionName, .actionType])
    #expect(opened.samples.first?.program == Array("CRON".utf8))
  }

  @Test func `an assignment of a capture that a pattern lacks is left out for it`() throws {
    let catalogue = try catalogue("programs p\nevent e\nset .z {.x}\npattern a {.x}\npattern b\n")
    #expect(catalogue.patterns.map(\.meaning.assignments.count) == [1, 0])
  }

  @Test func `no built-in file has a mistake, so that a start may trust them`() throws {
    let read = try Catalogue(files: EmbeddedPatternFiles.all).patterns
    let trusted = try Catalogue.builtIn().patterns
    #expect(read.count == trusted.count)
    for (one, other) in zip(read, trusted) {
      #expect(one.expansions == other.expansions)
      #expect(!one.expansions.isEmpty)
      #expect(one.samples.map(\.text) == other.samples.map(\.text))
      #expect(one.writers == other.writers)
      #expect(one.encoding == other.encoding)
    }
  }
}
