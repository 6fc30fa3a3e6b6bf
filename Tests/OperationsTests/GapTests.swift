import Base
import Foundation
import Patterns
import Testing

@testable import Operations

@Suite struct GapTests {
  private static let catalogue = Result { try Catalogue.builtIn() }

  private func report(_ texts: [String], program: String = "sshd") throws -> GapReport {
    var collector = GapCollector()
    for (index, text) in texts.enumerated() {
      collector.add(program: program, text: Array(text.utf8), at: 1_000_000 + Int64(index) * 1000, offset: Int64(index))
    }
    return GapReport(collector, topic: "dead", catalogue: try Self.catalogue.get())
  }

  @Test(arguments: [
    (
      "Session 12 of user bob from 192.0.2.7", "Session 7 of user eve from 192.0.2.9",
      "Session {:number} of user {user:word} from {address}"
    ),
    ("user=bob uid=5 rhost=192.0.2.1", "user=eve uid=6 rhost=192.0.2.2", "user={user:word} uid={uid} rhost={address}"),
    ("peer 2001:db8::1 port 22 gone", "peer fe80::2%eth0 port 23 gone", "peer {address} port {port} gone"),
    ("bad packet length -1 here", "bad packet length 22 here", "bad packet length {:number} here"),
    (
      "opened /etc/a.conf (mode=0644), size 3", "opened /etc/b (mode=0600), size 9",
      "opened {:word} (mode={.mode:number}), size {:number}"
    ),
    ("lost 10.0.0.1:514, waiting", "lost 10.0.0.2:515, waiting", "lost {address}:{:number}, waiting"),
    ("id 550e8400-e29b-41d4-a716-446655440000 dropped", "id 0123456789ab dropped", "id {:word} dropped"),
    ("took 1.5s", "took 22.75s", "took {:number}.{:number}s"),
    ("a {b} \"c\" x", "a {b} \"c\" y", "a {{b}} \"c\" {:word}"),
    (" leading  blanks 1", " leading  blanks 2", "\" leading  blanks {:number}\""),
    ("\"quoted\" start 1", "\"quoted\" start 2", "\"\\\"quoted\\\" start {:number}\""),
    ("tab\there 1", "tab\there 2", "\"tab\\x09here {:number}\""),
    ("back\\slash 1", "back\\slash 2", "back\\slash {:number}"),
    ("limit.x=5 reached by root", "limit.x=6 reached by bob", "limit.x={.limitx:number} reached by {effective:word}"),
  ])
  func `two texts of one shape give one pattern`(first: String, second: String, pattern: String) throws {
    let report = try report([first, second])
    #expect(report.gaps.map(\.pattern) == [pattern])
    #expect(report.gaps.first?.count == 2)
  }

  @Test func `texts of different shapes stay apart, the most frequent first`() throws {
    let report = try report([
      "reboot now", "disk sda1 is full", "disk sdb2 is full", "disk sdc3 is full", "shutdown requested by root",
    ])
    #expect(report.gaps.map(\.count) == [3, 1, 1])
    #expect(report.total == 5)
  }

  @Test func `programs are not mixed`() throws {
    var collector = GapCollector()
    for program in ["sshd", "su"] { collector.add(program: program, text: Array("same text 1".utf8), at: nil) }
    let report = GapReport(collector, topic: "dead", catalogue: try Self.catalogue.get())
    #expect(report.gaps.map(\.program) == ["sshd", "su"])
    #expect(report.gaps.allSatisfy { $0.first == nil })
  }

  @Test func `the order of reading changes nothing`() throws {
    let words = ["alpha", "beta", "gamma", "delta"]
    let texts = (0..<300).map { number in
      "event \(words[number % 4]) of user u\(number % 17) took \(number) ms at \(words[number / 3 % 4]) gate"
    }
    func collect(_ order: [Int]) throws -> GapReport {
      var collector = GapCollector()
      for index in order {
        collector.add(
          program: "sshd", text: Array(texts[index].utf8), at: 1_000_000 + Int64(index), offset: Int64(index))
      }
      return GapReport(collector, topic: "dead", catalogue: try Self.catalogue.get())
    }
    var generator = SystemRandomNumberGenerator()
    let expected = try collect(Array(texts.indices))
    for _ in 0..<2 {
      let other = try collect(texts.indices.shuffled(using: &generator))
      #expect(other.json == expected.json)
      #expect(other.patternFile == expected.patternFile)
      #expect(other.html(nowMilliseconds: 0) == expected.html(nowMilliseconds: 0))
    }
  }

  /// Texts that try to break the file, the page or the terminal.
  private static let hostile = [
    "", " ", "=", "= x", "\"", "\\", "{", "}", "{}", "{{user}}", "{user} {address}", "#", "a\n  pattern x\nevent y",
    "\r\n",
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "\u{202E}rtl", "\u{1B}]0;title\u{7}", "\0",
    "é ü ß 1",
    "user= uid= rhost=", "a=b=c=1", "((((1))))", "....", "1", "-1", "--1", "99999999999999999999999", "0x", "::",
    ":::::",
    "1.2.3.4.5", "port 99999999", "from from from", "user user=1 uid=2 uid=3", "</textarea><svg onload=x>", "&lt;",
    String(repeating: "x ", count: 500), String(repeating: "y", count: 20_000), "for 1.2.3.4", "uid=abc",
  ]

  @Test func `whatever the texts are, the file is accepted, its samples match, and the gaps close`() throws {
    let texts = Self.hostile.filter { !$0.isEmpty }
    let report = try report(texts + texts.map { $0 + " 1" } + texts.map { $0 + " 2" })
    let file = PatternFile(name: "draft", text: report.patternFile)
    let catalogue = try Catalogue.builtIn(userFiles: [file])
    #expect(catalogue.check().filter { $0.kind != .incomplete }.map(\.description) == [])
    #expect(catalogue.patterns.contains { $0.isUserDefined })
    var open: [String] = []
    var matcher = Matcher(catalogue)
    for text in texts where text.utf8.count < 4096 && text.count(where: \.isLetter) > 4 {
      let bytes = Array(text.utf8)
      if case .matched = matcher.match(program: Array("sshd".utf8).span, text: bytes.span).outcome { continue }
      open.append(text)
    }
    #expect(open == [])
  }

  @Test(arguments: ["", "*", "a b", "\"", "#x", "pam(\u{1B})", "\u{202E}"])
  func `whatever the program's name is, the file is accepted`(program: String) throws {
    let report = try report(["one 1", "one 2"], program: program)
    let catalogue = try Catalogue.builtIn(userFiles: [PatternFile(name: "draft", text: report.patternFile)])
    #expect(catalogue.check().filter { $0.kind != .incomplete }.map(\.description) == [])
  }

  @Test func `a browser runs no script and no style but the page's own`() throws {
    let page = try report(Self.hostile.filter { !$0.isEmpty }, program: "x").html(nowMilliseconds: 0)
    func inside(_ tag: String) throws -> String {
      let parts = page.components(separatedBy: "<\(tag)>")
      try #require(parts.count == 2)
      return try #require(parts[1].components(separatedBy: "</\(tag)>").first)
    }
    let policy = try #require(page.components(separatedBy: "Content-Security-Policy\" content=\"").last)
      .components(separatedBy: "\">")[0]
    #expect(!policy.contains("unsafe"))
    #expect(policy.contains("default-src 'none'"))
    #expect(policy.contains("script-src \(SHA256.source(of: try inside("script")));"))
    #expect(policy.contains("style-src \(SHA256.source(of: try inside("style")));"))
    #expect(!page.contains(" style="))
  }

  @Test(arguments: [
    ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="),
  ])
  func `a policy's hash is that of FIPS 180-4`(_ text: String, _ hash: String) {
    #expect(SHA256.source(of: text) == "'sha256-\(hash)'")
  }

  @Test func `the page has no markup of the data, fetches nothing and hides nothing`() throws {
    let page = try report(Self.hostile.filter { !$0.isEmpty }, program: "<b>'&\"").html(nowMilliseconds: 0)
    #expect(!page.contains("<b>"))
    #expect(!page.contains("<img"))
    #expect(!page.contains("onload=x>"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.contains("&lt;b&gt;&#39;&amp;&quot;"))
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("src=" + "\""))
    #expect(page.split(separator: "<script>").count == 2)
    for scalar in page.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E)
    }
  }

  @Test func `nothing of a text reaches the terminal raw`() throws {
    let text = try report(Self.hostile.filter { !$0.isEmpty }, program: "\u{1B}[2J").text
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E)
    }
  }

  @Test func `any number of different texts is compared with few groups`() throws {
    var collector = GapCollector()
    var generator: UInt64 = 1
    func word() -> String {
      generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return String(generator >> 40, radix: 36).filter(\.isLetter) + "x"
    }
    let count = 20_000
    for _ in 0..<count {
      collector.add(
        program: "sshd", text: Array((["same"] + (0..<8).map { _ in word() }).joined(separator: " ").utf8), at: 0)
    }
    var comparisons = 0
    let groups = collector.groups(comparisons: &comparisons)
    // Each with every other one would be 200 million.
    #expect(comparisons <= count * GapCollector.groupLimit)
    #expect(groups.count <= GapCollector.groupLimit + 1)
    #expect(groups.reduce(0) { $0 + $1.tally.count } == count)
    #expect(groups.allSatisfy { $0.samples.count <= GapCollector.sampleLimit })
  }

  @Test func `what does not fit into the memory for texts is counted and not kept`() {
    let limit = 1 << 20
    var collector = GapCollector(heldByteLimit: limit)
    let long = String(repeating: "a b ", count: 2000)
    for index in 0..<1000 where collector.uncounted == 0 {
      let tag = String(index).map { String(UnicodeScalar(UInt8(97 + ($0.wholeNumberValue ?? 0)))) }.joined()
      collector.add(program: "sshd", text: Array("\(tag)z \(long)".utf8), at: Int64(index) * 60_000)
    }
    #expect(collector.uncounted > 0)
    #expect(collector.heldByteCount < limit + (64 << 10))
  }

  @Test func `gaps that the patterns of now fit are told apart, with the pattern that closes them`() throws {
    let file = PatternFile(name: "mine", text: "also sshd\nevent x\n  pattern frobnicated {:number} times\n")
    var closed = ClosedGaps(catalogue: try Catalogue.builtIn(userFiles: [file]))
    var open: [String] = []
    for text in ["frobnicated 1 times", "frobnicated 2 times", "unheard of"] {
      var letter = DeadLetter(partition: 0, offset: 0, writtenMilliseconds: nil)
      letter.reason = "unmatched_message"
      letter.value = Array(#"{"properties":{"ident":"sshd","Msg":"\#(text)"}}"#.utf8)
      if !closed.take(letter) { open.append(text) }
    }
    #expect(open == ["unheard of"])
    let text = closed.text
    #expect(text == "2 gaps left out, since the patterns of now close them: 2 by mine:3 (--all shows them)\n")
  }

  @Test func `only the largest groups, or only those of some size, are proposed, and the rest is counted`() throws {
    var collector = GapCollector()
    for (text, count) in [("alpha one", 5), ("bravo two", 3), ("charlie three", 1)] {
      for _ in 0..<count { collector.add(program: text, text: Array(text.utf8), at: nil) }
    }
    let catalogue = try Self.catalogue.get()
    let top = GapReport(collector, topic: "dead", catalogue: catalogue, limit: 1)
    #expect(top.gaps.map(\.count) == [5])
    #expect(top.uncounted == 4)
    let frequent = GapReport(collector, topic: "dead", catalogue: catalogue, minimumCount: 3)
    #expect(frequent.gaps.map(\.count) == [5, 3])
    #expect(frequent.uncounted == 1)
  }

  @Test func `a draft begins with the program of most gaps and cuts long samples`() throws {
    var collector = GapCollector()
    collector.add(program: "aaa", text: Array("alpha one".utf8), at: nil)
    let long = "bravo " + String(repeating: "y", count: 3000)
    for _ in 0..<2 { collector.add(program: "zzz", text: Array(long.utf8), at: nil) }
    let draft = GapReport(collector, topic: "dead", catalogue: try Self.catalogue.get()).patternFile
    let also = draft.split(separator: "\n").filter { $0.hasPrefix("also ") }
    #expect(also == ["also zzz", "also aaa"])
    #expect(draft.contains("# A text of 3006 bytes begins bravo yyy"))
    #expect(!draft.contains("sample bravo"))
    #expect(draft.contains("sample alpha one"))
  }

  @Test(arguments: ["*", "*d", "pam*x"])
  func `a draft has no pattern for a program with a star in its name`(program: String) throws {
    var collector = GapCollector()
    collector.add(program: program, text: Array("alpha one".utf8), at: nil)
    collector.add(program: "sshd", text: Array("bravo one".utf8), at: nil)
    let draft = GapReport(collector, topic: "dead", catalogue: try Self.catalogue.get()).patternFile
    #expect(draft.split(separator: "\n").filter { $0.hasPrefix("also") } == ["also sshd"])
    #expect(!draft.split(separator: "\n").contains { !$0.hasPrefix("#") && $0.contains("alpha") })
  }

  @Test func `no gaps are no rows`() throws {
    let report = try report([])
    #expect(report.text == "no gaps\n")
    #expect(report.html(nowMilliseconds: 0).contains("0 gaps in 0 groups"))
    _ = try Catalogue.builtIn(userFiles: [PatternFile(name: "draft", text: report.patternFile)])
  }

  @Test func `trying patterns says what closes and what stays open`() throws {
    let file = PatternFile(name: "mine", text: "also sshd\nevent x\n  pattern frobnicated {:number} times\n")
    var test = GapTest(catalogue: try Catalogue.builtIn(userFiles: [file]))
    for text in ["frobnicated 1 times", "frobnicated 2 times", "unheard of"] {
      var letter = DeadLetter(partition: 0, offset: 0, writtenMilliseconds: nil)
      letter.value = Array(#"{"properties":{"ident":"sshd","Msg":"\#(text)"}}"#.utf8)
      test.add(letter)
    }
    let open = test.open
    #expect(open == 1)
    let text = test.text
    #expect(text.hasPrefix("2 of 3 gaps would close\n"))
    #expect(text.contains("     2  mine:3  frobnicated {:number} times\n"))
    #expect(text.contains("   1   1  sshd     unheard of\n"))
  }

  /// For `.ci/check-gaps-page`, which looks at it in a browser.
  @Test func `a page of many groups is written for the browser's check`() throws {
    var collector = GapCollector()
    let programs = [
      "sshd", "sudo", "su", "CROND", "systemd", "useradd", "<b>'&\"", "a-program-with-a-very-long-name-indeed",
    ]
    let words = ["refused", "opened", "closed", "delayed", "renamed", "lost", "merged"]
    for index in 0..<600 {
      let program = programs[index / words.count % programs.count]
      let text = "\(words[index % words.count]) peer 192.0.2.\(index % 200) port \(1000 + index) by \(program)"
      collector.add(
        program: program, text: Array(text.utf8), at: 1_790_000_000_000 + Int64(index * index) * 7000,
        offset: Int64(index))
    }
    for (index, text) in Self.hostile.enumerated() where !text.isEmpty {
      collector.add(program: "sshd", text: Array(text.utf8), at: 1_790_000_000_000, offset: Int64(1000 + index))
    }
    let long = String(repeating: "nobreak", count: 200)
    collector.add(program: "su", text: Array("unheard \(long)".utf8), at: 1_790_000_000_000)
    let page = GapReport(collector, topic: "dead", catalogue: try Self.catalogue.get())
      .html(nowMilliseconds: 1_790_000_000_000)
    #expect(page.contains("<tr>") && page.hasSuffix("</html>\n"))
    if let path = ProcessInfo.processInfo.environment["WRITE_GAPS_PAGE_TO"] {
      try page.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }
}
