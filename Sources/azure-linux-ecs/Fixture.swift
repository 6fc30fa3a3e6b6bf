import CFixtures

/// A Kafka value that the project ships, and what the worker makes of it.
struct Fixture {
  let name: String
  let value: [UInt8]
  /// Events and dead letters, one JSON object each, as `normalize` writes them.
  let expected: [String]

  /// All files of `Fixtures/`, embedded in the binary.
  static let all: [Fixture] = {
    var fixtures: [Fixture] = []
    guard var next = unsafe embedded_fixtures() else { return [] }
    while let name = unsafe next.pointee.name {
      let fixture = unsafe next.pointee
      let expected = unsafe String(
        decoding: UnsafeBufferPointer(start: fixture.expected, count: fixture.expected_length), as: UTF8.self)
      unsafe fixtures.append(
        Fixture(
          name: String(cString: name),
          value: Array(UnsafeBufferPointer(start: fixture.value, count: fixture.value_length)),
          expected: expected.split(separator: "\n").map(String.init)))
      unsafe next += 1
    }
    return fixtures
  }()

  /// The Kafka timestamp that the fixtures are produced with: 2026-03-14T09:26:54.000Z.
  static let timestampMilliseconds: Int64 = 1_773_480_414_000
}
