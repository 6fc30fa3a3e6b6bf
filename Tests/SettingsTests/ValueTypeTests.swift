import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Value types` {
  @Test(arguments: [
    ("0", Duration.zero), ("0s", .zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("30 s", .seconds(30)),
    ("1.5s", .milliseconds(1500)), ("2m", .seconds(120)), ("1h30m", .seconds(5400)), ("1h 30m", .seconds(5400)),
    ("7D", .seconds(604_800)),
  ])
  func `a duration is read with its unit`(_ text: String, _ expected: Duration) {
    #expect(read(.duration(.zero ... .seconds(1_000_000)), text) == .success(expected))
  }

  @Test(arguments: ["5", "s", "5x", "-5s", "1e3s", "5s5", "", "nans", "infs", "٥s", "1..5s", "5s,", "5 5 s"])
  func `what has no unit or no number is no duration`(_ text: String) {
    #expect(read(.duration(.zero ... .seconds(100)), text) == .failure(.malformed))
  }

  @Test(arguments: ["101s", "999999999999999999999999d", "99999999999h99999999h"])
  func `a duration out of range is so however long it is`(_ text: String) {
    #expect(read(.duration(.zero ... .seconds(100)), text) == .failure(.outOfRange))
  }

  @Test(arguments: [
    (Duration.zero, "0s"), (.milliseconds(1), "1ms"), (.milliseconds(1500), "1500ms"), (.seconds(90), "90s"),
    (.seconds(120), "2m"), (.seconds(86_400), "1d"), (.seconds(Int64.max), "9223372036854775807s"),
    (.seconds(-2), "-2s"),
  ])
  func `a duration is written in the largest whole unit`(_ duration: Duration, _ expected: String) {
    #expect(durationText(duration) == expected)
  }

  @Test(arguments: [
    ("1024", 1024), ("1KiB", 1024), ("48MiB", 48 << 20), ("48 mib", 48 << 20), ("2GiB", 2 << 30), ("512B", 512),
  ])
  func `a byte count is read with or without a unit`(_ text: String, _ expected: Int) {
    #expect(read(.byteCount(ByteCount(bytes: 1) ... .gibibytes(4)), text) == .success(ByteCount(bytes: expected)))
  }

  @Test(arguments: ["1MB", "MiB", "-1KiB", "1.5MiB", "1 2", "x", "1KiBKiB"])
  func `what is no whole number with a binary unit is no byte count`(_ text: String) {
    #expect(read(.byteCount(ByteCount(bytes: 1) ... .gibibytes(4)), text) == .failure(.malformed))
  }

  @Test(arguments: ["0", "5GiB", "9223372036854775807GiB", "99999999999999999999999"])
  func `a byte count out of range is so however big it is`(_ text: String) {
    #expect(read(.byteCount(ByteCount(bytes: 1) ... .gibibytes(4)), text) == .failure(.outOfRange))
  }

  @Test func `a byte count is written in the largest whole unit`() {
    #expect(ByteCount(bytes: 0).description == "0B")
    #expect(ByteCount(bytes: 1500).description == "1500B")
    #expect(ByteCount.mebibytes(1024).description == "1GiB")
  }

  @Test func `a whole number is read in its range`() {
    #expect(read(.integer(-5...5), "-5") == .success(-5))
    #expect(read(.integer(-5...5), "6") == .failure(.outOfRange))
    #expect(read(.integer(-5...5), "99999999999999999999999") == .failure(.outOfRange))
    for text in ["", "1.0", "0x1", "1_000", "1,000", " 1", "-"] {
      #expect(read(.integer(-5...5), text) == .failure(.malformed))
    }
    #expect(ValueType.integer(1...10_000_000).expectation == "a whole number from 1 to 10,000,000")
  }

  @Test func `a share is a decimal number or a percentage`() {
    #expect(read(.share, "0.05") == .success(0.05))
    #expect(read(.share, "5%") == .success(0.05))
    #expect(read(.share, "1") == .success(1))
    for text in ["1.1", "101%", "-0.1"] { #expect(read(.share, text) == .failure(.outOfRange)) }
    for text in ["nan", "inf", "0x1p-3", "1e-2", ".5", "%", "five"] {
      #expect(read(.share, text) == .failure(.malformed))
    }
  }

  @Test func `a boolean knows the usual words`() {
    for text in ["true", "YES", "on", "1"] { #expect(read(.boolean, text) == .success(true)) }
    for text in ["false", "No", "off", "0"] { #expect(read(.boolean, text) == .success(false)) }
    #expect(read(.boolean, "maybe") == .failure(.malformed))
  }

  @Test func `a word is read without regard to case and refused with the nearest`() {
    let type = ValueType<Colour>.word
    #expect(read(type, "DARK-blue") == .success(.dark))
    #expect(read(type, "dark_blu") == .failure(.because("is not red, green or dark-blue; did you mean dark-blue?")))
    #expect(read(type, "mauve") == .failure(.malformed))
  }

  @Test func `a value that may be absent is switched off by its word`() {
    let type = ValueType.optional(.share, off: "off")
    #expect(read(type, "OFF") == .success(nil))
    #expect(read(type, "0.5") == .success(0.5))
    #expect(type.write(nil) == "off")
    #expect(type.expectation.hasSuffix("or off"))
  }

  @Test func `a list is read between commas, blanks around its parts dropped`() {
    #expect(read(.list(of: .integer(1...9)), "1, 2 ,3") == .success([1, 2, 3]))
    #expect(read(.list(of: .integer(1...9)), "1,,3") == .failure(.because("has an empty part between its commas")))
    #expect(
      read(.list(of: .integer(1...9)), "1,x")
        == .failure(.because("has a wrong part: 'x' is not a whole number from 1 to 9")))
    #expect(read(.list(of: .integer(1...9)), "10") == .failure(.outOfRange))
  }

  @Test(arguments: [
    ("kafka:9092", "kafka:9092"), ("kafka", "kafka:1"), ("10.0.0.1:9", "10.0.0.1:9"), ("[::1]:9092", "[::1]:9092"),
    ("[fe80::1%25]", "[fe80::1%25]:1"), ("my_host-1.x:65535", "my_host-1.x:65535"),
  ])
  func `an address is read with its port or the default one`(_ text: String, _ expected: String) {
    #expect(read(.hostPort(defaultPort: 1), text).map(\.description) == .success(expected))
  }

  @Test(arguments: [
    (":1", "has no host, expected host:port"), ("a", "has no port, expected host:port"),
    ("a:", "has no number as its port, expected host:port"), ("a:+1", "has no number as its port, expected host:port"),
    ("a:65536", "has a port out of range, expected 0 to 65535"), ("[]:1", "has no host, expected host:port"),
    ("::1", "has several colons; an IPv6 address is written [address]:port"),
    ("SSL://a:1", "is a URL, expected host:port without a scheme"),
    ("[::1]x", "has no number as its port, expected host:port"),
  ])
  func `an address that is wrong says what is wrong`(_ text: String, _ expected: String) {
    #expect(read(.hostPort(), text) == .failure(.because(expected)))
  }

  @Test(arguments: ["a b:1", "a/b:1", "[::1", "[x]:1", "é:1"])
  func `a host holds only what host names hold`(_ text: String) {
    #expect(read(.hostPort(), text) == .failure(.malformed))
  }

  private func read<Value>(_ type: ValueType<Value>, _ text: String) -> Result<Value, ValueError> { type.read(text) }
}

@Suite struct `Nearest names` {
  @Test(arguments: [
    ("inptu", "input"), ("input_", "input"), ("OUTPUT", "output"), ("drain_timeout", "drain-timeout"),
    ("dead-leters", "dead-letters"), ("drain", "drain-timeout"),
  ])
  func `a misspelt name leads to the one that was meant`(_ typed: String, _ expected: String) {
    #expect(
      nearestName(to: typed, among: ["input", "output", "drain-timeout", "dead-letters", "dead-letter-file"])
        == expected)
  }

  @Test(arguments: ["x", "zebra", "", "dead", "completely-different"])
  func `a name that is near to none, or begins several, leads nowhere`(_ typed: String) {
    #expect(nearestName(to: typed, among: ["input", "output", "dead-letters", "dead-letter-file"]) == nil)
  }

  @Test func `swapping neighbours costs one`() {
    #expect(editDistance(Array("abcd".utf8), Array("abdc".utf8)) == 1)
    #expect(editDistance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
    #expect(editDistance([], Array("abc".utf8)) == 3)
  }
}
