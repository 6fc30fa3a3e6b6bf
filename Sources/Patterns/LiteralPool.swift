/// Literals of a catalogue, each of them once, and their failure functions.
struct LiteralPool {
  /// The bytes of all literals.
  private(set) var bytes: [UInt8] = []
  /// The failure functions of Knuth, Morris and Pratt.
  private(set) var failures: [UInt32] = []

  private struct Literal {
    var start: UInt32
    var length: UInt32
    /// Where in `failures` the function of the literal stands, and of the reversed one; -1 if nobody asked for it.
    var failure: Int32 = -1
    var backwardFailure: Int32 = -1
  }

  private var literals: [Literal] = []
  /// An open hash table over `literals`; -1 for an empty slot. At most half of it is used.
  private var table: [Int32] = Array(repeating: -1, count: 64)

  /// Where the literal stands in `bytes`; equal literals stand at one place.
  mutating func add(_ literal: [UInt8]) -> UInt32 { literals[number(of: literal)].start }

  /// The same, and where in `failures` its function begins.
  mutating func addSought(_ literal: [UInt8], isBackward: Bool) -> (start: UInt32, failure: UInt32) {
    let number = number(of: literal)
    let known = isBackward ? literals[number].backwardFailure : literals[number].failure
    if known >= 0 { return (literals[number].start, UInt32(known)) }
    let failure = failures.count
    addFailureFunction(isBackward ? literal.reversed() : literal)
    if isBackward {
      literals[number].backwardFailure = Int32(failure)
    } else {
      literals[number].failure = Int32(failure)
    }
    return (literals[number].start, UInt32(failure))
  }

  private mutating func number(of literal: [UInt8]) -> Int {
    var slot = Int(truncatingIfNeeded: Self.hash(literal)) & (table.count - 1)
    while table[slot] >= 0 {
      let number = Int(table[slot])
      if isEqual(literals[number], literal) { return number }
      slot = (slot + 1) & (table.count - 1)
    }
    let number = literals.count
    literals.append(Literal(start: UInt32(bytes.count), length: UInt32(literal.count)))
    bytes += literal
    table[slot] = Int32(number)
    if literals.count * 2 > table.count { grow() }
    return number
  }

  private func isEqual(_ known: Literal, _ literal: [UInt8]) -> Bool {
    guard Int(known.length) == literal.count else { return false }
    for index in literal.indices where bytes[Int(known.start) + index] != literal[index] { return false }
    return true
  }

  private mutating func grow() {
    table = Array(repeating: -1, count: table.count * 2)
    for (number, literal) in literals.enumerated() {
      let start = Int(literal.start)
      var slot = Int(truncatingIfNeeded: Self.hash(bytes[start..<start + Int(literal.length)])) & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(number)
    }
  }

  private static func hash(_ literal: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in literal { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 32)
  }

  /// Appends for each length of a matched beginning the longest proper beginning of it that it also ends with.
  private mutating func addFailureFunction(_ word: [UInt8]) {
    let start = failures.count
    failures.append(0)
    if !word.isEmpty { failures.append(0) }
    var length = 0
    for index in word.indices.dropFirst() {
      while length > 0, word[index] != word[length] { length = Int(failures[start + length]) }
      if word[index] == word[length] { length += 1 }
      failures.append(UInt32(length))
    }
  }
}
