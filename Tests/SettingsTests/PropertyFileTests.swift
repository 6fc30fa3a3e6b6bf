import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Property files` {
  @Test(arguments: [
    ("a=b", "a", "b"), ("a = b", "a", "b"), ("a:b", "a", "b"), ("a : b", "a", "b"), ("a b", "a", "b"),
    ("  a\t=\u{0C} b", "a", "b"), ("a", "a", ""), ("a=", "a", ""), ("a==b", "a", "=b"), ("a = :b", "a", ":b"),
    ("a=b=c", "a", "b=c"), ("a=b c", "a", "b c"), ("a=b # no comment", "a", "b # no comment"), ("=b", "", "b"),
    ("kafka.x.y=z", "kafka.x.y", "z"), ("ключ=значение", "ключ", "значение"),
  ])
  func `name and value are parted as Java parts them`(_ text: String, _ name: String, _ value: String) {
    #expect(lines(text) == [PropertyFile.Line(name: name, value: value, number: 1)])
  }

  @Test(arguments: [
    (#"a\=b=c"#, "a=b", "c"), (#"a\:b=c"#, "a:b", "c"), (#"a\ b=c"#, "a b", "c"), ("\\#a=b", "#a", "b"),
    (#"a=\tb\n\r\f"#, "a", "\tb\n\r\u{0C}"), (#"a=\u0041\u00e9"#, "a", "Aé"), (#"a=\uD83D\uDE00"#, "a", "😀"),
    (#"a=c:\\dir"#, "a", #"c:\dir"#), (#"a=\q\""#, "a", #"q""#), (#"\u0061=b"#, "a", "b"), (#"a\tb=c"#, "a\tb", "c"),
  ])
  func `escapes are resolved in names and values`(_ text: String, _ name: String, _ value: String) {
    #expect(lines(text) == [PropertyFile.Line(name: name, value: value, number: 1)])
  }

  @Test(arguments: [("a=b  \t", "b"), (#"a=b\ "#, "b "), (#"a=b\  "#, "b "), (#"a=b\u0020"#, "b "), (#"a=\ b"#, " b")])
  func `blanks at the end are dropped unless they are escaped`(_ text: String, _ value: String) {
    #expect(lines(text).map(\.value) == [value])
  }

  @Test func `comments and blank lines are left out, and lines keep their numbers`() {
    #expect(
      lines("# a=b\n  ! c=d\n\n \t\ne=f\n#last") == [PropertyFile.Line(name: "e", value: "f", number: 5)])
  }

  @Test func `a comment is not continued`() {
    #expect(lines("# a \\\nb=c").map(\.name) == ["b"])
  }

  @Test func `a backslash at the end continues a line, and the blanks before the rest are dropped`() {
    #expect(
      lines("a=b,\\\n    c,\\\n\td\ne=f") == [
        PropertyFile.Line(name: "a", value: "b,c,d", number: 1), PropertyFile.Line(name: "e", value: "f", number: 4),
      ])
  }

  @Test func `a continued line may go on with what would be a comment`() {
    #expect(lines("a=b\\\n#c").map(\.value) == ["b#c"])
  }

  @Test func `an even number of backslashes does not continue`() {
    #expect(lines("a=b\\\\\nc=d").map(\.value) == ["b\\", "d"])
    #expect(lines("a=b\\\\\\\nc").map(\.value) == ["b\\c"])
  }

  @Test func `a backslash at the end of the file is dropped`() {
    #expect(lines("a=b\\").map(\.value) == ["b"])
    #expect(lines("\\").isEmpty)
  }

  @Test(arguments: ["a=1\nb=2", "a=1\r\nb=2\r\n", "a=1\rb=2\r", "a=1\n\rb=2"])
  func `every kind of newline ends a line`(_ text: String) {
    #expect(lines(text).map(\.value) == ["1", "2"])
  }

  @Test func `a byte order mark is skipped`() {
    #expect(lines("\u{FEFF}a=b").map(\.name) == ["a"])
  }

  @Test(arguments: [
    #"a=\u00"#, #"a=\uZZZZ"#, #"a=\u"#, #"a=\uD83D"#, #"a=\uD83Dx"#, #"a=\uDE00"#, #"a=\uD83D\u0041"#, #"a=\u+123"#,
    #"a=\uD83D\n"#,
  ])
  func `a broken escape is a problem of its line, and the next line is still read`(_ text: String) {
    let file = PropertyFile(Array((text + "\nb=c").utf8))
    #expect(file.problems.map(\.number) == [1])
    #expect(file.lines.map(\.name) == ["b"])
  }

  @Test func `a line that is not UTF-8 is a problem of its own`() {
    let file = PropertyFile(Array("a=".utf8) + [0xFF, 0x0A] + Array("b=c".utf8))
    #expect(file.problems == [PropertyFile.Problem(number: 1, text: "is not UTF-8")])
    #expect(file.lines.map(\.name) == ["b"])
  }

  @Test func `any bytes at all are read without a trap`() {
    var generator = SystemRandomNumberGenerator()
    let alphabet: [UInt8] = Array("ab=: \t\\u0dD8#!\n\r\u{0C}".utf8) + [0xFF, 0xC3, 0xA9, 0x00]
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &generator)).compactMap { _ in
        alphabet.randomElement(using: &generator)
      }
      let file = PropertyFile(bytes)
      #expect(file.lines.count + file.problems.count <= bytes.count, "\(bytes)")
    }
  }

  private func lines(_ text: String) -> [PropertyFile.Line] {
    let file = PropertyFile(Array(text.utf8))
    #expect(file.problems.isEmpty)
    return file.lines
  }
}
