import Patterns
import Testing

@Suite struct MatchingTests {
  @Test func `the samples of the test files are matched as they say`() throws {
    #expect(try SampleFiles.catalogue().check() == [])
  }

  @Test func `a pattern is anchored at both ends`() throws {
    let catalogue = try catalogue(pattern: "a {.x} b")
    #expect(values(catalogue, "a 1 b") == [".x": "1"])
    #expect(values(catalogue, "a 1 b ") == nil)
    #expect(values(catalogue, " a 1 b") == nil)
    #expect(values(catalogue, "a 1") == nil)
    #expect(values(catalogue, "") == nil)
  }

  @Test(
    arguments: [
      ("word", ["x", "1.2.3.4", "ü", "a\"b", "\u{202E}x"], ["", "a b", "a\tb", "a\u{7F}", "a\0b"]),
      ("identifier", ["x", "A_1.b-c"], ["", "a b", "ü", "a:b", "a(b"]),
      ("number", ["0", "-1", "1234567890123456789"], ["", "-", "1-", "--1", "+1", "12345678901234567890", "1a"]),
      ("port", ["0", "22", "65535", "00022"], ["", "65536", "99999", "000022", "-1", "2 2"]),
      ("address", ["10.0.0.4", "fe80::1%eth0", "a_b.example-1.org"], ["", "a b", "[::1]", "a/b"]),
      ("text", ["", "x", "a b\n\0c"], []),
    ])
  func `a kind takes its values and no others`(kind: String, good: [String], bad: [String]) throws {
    let alone = try catalogue(pattern: "a={.x:\(kind)}")
    let between = try catalogue(pattern: "a={.x:\(kind)};{:text}")
    let behind = try catalogue(pattern: "{:user}={.x:\(kind)};")
    for value in good {
      let expected = value.isEmpty ? [:] : [".x": value]
      #expect(values(alone, "a=\(value)") == expected)
      #expect(values(between, "a=\(value);b;c") == expected)
      #expect(values(behind, "b=c=\(value);") == expected)
    }
    for value in bad {
      #expect(values(alone, "a=\(value)") == nil)
      // A word may hold the text behind it, so that an empty one is not what is found here.
      if value.isEmpty, kind == "word" { continue }
      #expect(values(between, "a=\(value);b;c") == nil)
      #expect(values(behind, "b=c=\(value);") == nil)
    }
  }

  @Test func `a user takes as much as what follows leaves`() throws {
    let catalogue = try catalogue(pattern: "a={.x:user};{:text}")
    #expect(values(catalogue, "a=;") == [:])
    #expect(values(catalogue, "a=;b;c") == [".x": ";b"])
    #expect(values(catalogue, "a=b\n\0 c;") == [".x": "b\n\0 c"])
    #expect(values(catalogue, "a=b") == nil)
  }

  @Test func `blanks are skipped and what follows them stands right there`() throws {
    let sudo = try catalogue(pattern: "{:blanks}{user:text} :{:blanks}TTY={.tty} ; PWD={pwd}{?;{:blanks}}")
    let expected = ["user.name": "me", ".tty": "x", "process.working_directory": "/ : TTY=y ; PWD=/z"]
    #expect(values(sudo, "   me : TTY=x ; PWD=/ : TTY=y ; PWD=/z") == expected)
    #expect(values(sudo, "me :TTY=x ; PWD=/ : TTY=y ; PWD=/z") == expected)
    #expect(values(sudo, "me : x : TTY=x ; PWD=/") == nil)
    #expect(values(try catalogue(pattern: "a{:blanks}"), "a   ") == [:])
    #expect(values(try catalogue(pattern: "a{:blanks}"), "a   b") == nil)
  }

  @Test func `a capture before the pivot ends at the first place where the next text begins`() throws {
    let catalogue = try catalogue(pattern: "{.a:text}, {.b:word}: {.c:text}")
    #expect(values(catalogue, "x, y: z, u: v") == [".a": "x", ".b": "y", ".c": "z, u: v"])
    #expect(values(catalogue, "x, y z: v") == nil)
  }

  @Test func `a capture may hold bytes of the text behind it`() throws {
    #expect(values(try catalogue(pattern: "{.a:word}--{.b:word}"), "x-y--z--") == [".a": "x-y", ".b": "z--"])
    #expect(values(try catalogue(pattern: "{.a:word}-{.b:word}"), "-a-b") == [".a": "-a", ".b": "b"])
    #expect(values(try catalogue(pattern: "{.a:number}-{.b:number}"), "-1--2") == [".a": "-1", ".b": "-2"])
    #expect(values(try catalogue(pattern: "{.a:text}aab{.b:text}"), "aaab!") == [".a": "a", ".b": "!"])
    #expect(values(try catalogue(pattern: "{:user} {.a:word}:{.b:word}"), "u 1:2:3") == [".a": "1:2", ".b": "3"])
  }

  @Test func `a text at the end is compared at the end`() throws {
    let catalogue = try catalogue(pattern: "({user:text}) CMD ({command})")
    #expect(
      values(catalogue, "(root) CMD ([ -f x ] && (a; b) || c)")
        == ["user.name": "root", "process.command_line": "[ -f x ] && (a; b) || c"])
    #expect(values(catalogue, "(root) CMD (x") == nil)
  }

  @Test func `a reading without an open end is tried before one with`() throws {
    let catalogue = try catalogue(
      pattern: "Accepted {.m} for {user} from {address} port {port} {network.protocol}{?: {.s:text}}")
    let forged = "Accepted password for x from 1.2.3.4 port 22 ssh2: y from 192.0.2.1 port 7 ssh2"
    #expect(values(catalogue, forged)?["source.address"] == "192.0.2.1")
    #expect(values(catalogue, forged + ": RSA SHA256:z")?["source.address"] == "192.0.2.1")
    #expect(values(catalogue, forged + ": RSA SHA256:z")?[".s"] == "RSA SHA256:z")
  }

  static let hostileNames = [
    "", " ", "  x  ", " from 1.2.3.4 port 22 ssh2", "x from 1.2.3.4 port 22 ssh2", " from  from ", "[preauth]", "[x",
    "{\"user\":\"root\"}", "a\nb", "a\r\nAccepted password for root from 1.2.3.4 port 1 ssh2", "\0", "\u{1B}[2J",
    "\u{202E}toor\u{202C}", "\u{2066}x\u{2069}", "invalid user y", "ssh2", ": RSA SHA256:abc",
    "x from 1.2.3.4 port 22 ssh2: RSA SHA256:abc",
  ]

  @Test(arguments: hostileNames)
  func `a name of an attacker moves no other field`(name: String) throws {
    let catalogue = try SampleFiles.catalogue()
    let accepted = "Accepted password for \(name) from 192.0.2.1 port 50122 ssh2"
    var expected = [
      ".ssh.method": "password", "source.address": "192.0.2.1", "source.port": "50122", "network.protocol": "ssh2",
    ]
    expected["user.name"] = name.isEmpty ? nil : name
    #expect(values(catalogue, program: "sshd", accepted) == expected)

    let failed = "Failed password for invalid user \(name) from 192.0.2.1 port 50122 ssh2"
    expected["network.protocol"] = nil
    expected[".ssh.user_kind"] = "invalid"
    #expect(values(catalogue, program: "sshd", failed) == expected)
  }

  @Test func `bytes that are not UTF-8 are captured as they are`() throws {
    var matcher = Matcher(try catalogue(pattern: "u={user} end"))
    let text: [UInt8] = Array("u=".utf8) + [0xFF, 0xC0, 0x00, 0x80] + Array(" end".utf8)
    let result = matcher.match(program: Array("p".utf8).span, text: text.span)
    #expect(result.outcome == .matched(pattern: 0))
    #expect(matcher.captureRange(0) == 2..<6)
  }

  @Test func `a match that fails leaves no captures of the one before`() throws {
    var matcher = Matcher(try catalogue(pattern: "a {.x}"))
    let program = Array("p".utf8)
    _ = matcher.match(program: program.span, text: Array("a b".utf8).span)
    #expect(matcher.captureRange(0) == 2..<3)
    #expect(matcher.captureRange(1) == nil)
    #expect(matcher.captureRange(-1) == nil)
    _ = matcher.match(program: program.span, text: Array("b b".utf8).span)
    #expect(matcher.captureRange(0) == nil)
  }

  @Test func `named alternatives are captured and unnamed ones are not`() throws {
    let catalogue = try catalogue(pattern: "{|un}locked by {.who=root|admin|} {a|b}")
    #expect(values(catalogue, "unlocked by admin b") == [".who": "admin"])
    #expect(values(catalogue, "locked by  a") == [:])
    #expect(values(catalogue, "locked by guest a") == nil)
  }

  @Test func `optionals nest and doubled braces are braces`() throws {
    let catalogue = try catalogue(pattern: "{{x}} {.a}{? b{? {.c:number}}}")
    #expect(values(catalogue, "{x} 1") == [".a": "1"])
    #expect(values(catalogue, "{x} 1 b") == [".a": "1"])
    #expect(values(catalogue, "{x} 1 b 2") == [".a": "1", ".c": "2"])
    #expect(values(catalogue, "{x} 1 b c") == nil)
  }
}
