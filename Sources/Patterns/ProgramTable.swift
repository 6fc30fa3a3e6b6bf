/// Which lists of patterns are tried on the texts of a program: a hash table of the names, and the suffixes.
///
/// A class only so that the memory is freed once. Nothing changes after `init`, hence `@unchecked`.
@safe final class ProgramTable: @unchecked Sendable {
  struct Program {
    /// Where in `bytes` the name stands.
    var name: UInt32 = 0
    var nameLength: UInt32 = 0
    /// The numbers of its lists, in the order of trial, in `lists`.
    var firstList: UInt32 = 0
    var listCount: UInt32 = 0
    var isKnown = false
    var isUsed = false
  }

  /// An open hash table over the exact names; its size is a power of two and at most half of it is used.
  private let programs: FlatArray<Program>
  /// The suffixes, the longest first.
  private let suffixes: FlatArray<Program>
  /// What no name and no suffix fits.
  private let anyProgram: Program
  private let bytes: FlatArray<UInt8>
  let lists: FlatArray<UInt32>
  /// The patterns of each list.
  let patterns: [[Int]]

  init(_ index: ProgramIndex) {
    var builder = Builder()
    let exact = index.exactNames
    var size = 4
    while size < exact.count * 2 { size *= 2 }
    var programs = Array(repeating: Program(), count: size)
    for name in exact {
      var slot = Int(truncatingIfNeeded: unsafe name.withUnsafeBufferPointer { unsafe Self.hash($0) }) & (size - 1)
      while programs[slot].isUsed { slot = (slot + 1) & (size - 1) }
      programs[slot] = builder.program(name, index.lists(ofExact: name), isKnown: index.isKnown(exact: name))
    }
    self.programs = FlatArray(programs)
    suffixes = FlatArray(
      index.suffixes.map { builder.program($0, index.lists(ofSuffix: $0), isKnown: index.isKnown(suffix: $0)) })
    anyProgram = builder.program([], index.listsOfAnyProgram, isKnown: false)
    bytes = FlatArray(builder.bytes)
    lists = FlatArray(builder.lists)
    patterns = builder.patterns
  }

  deinit {
    programs.free()
    suffixes.free()
    bytes.free()
    lists.free()
  }

  private struct Builder {
    var bytes: [UInt8] = []
    var lists: [UInt32] = []
    var patterns: [[Int]] = []
    /// Programs with the same patterns share a list.
    var known: [[Int]: UInt32] = [:]

    mutating func program(_ name: [UInt8], _ lists: [[Int]], isKnown: Bool) -> Program {
      let program = Program(
        name: UInt32(bytes.count), nameLength: UInt32(name.count), firstList: UInt32(self.lists.count),
        listCount: UInt32(lists.count), isKnown: isKnown, isUsed: true)
      bytes += name
      for list in lists {
        let number = known[list] ?? UInt32(patterns.count)
        if number == patterns.count {
          known[list] = number
          patterns.append(list)
        }
        self.lists.append(number)
      }
      return program
    }
  }

  /// FNV-1a with 64 bits, its high half folded in because the table uses the low bits.
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<name.count { hash = unsafe (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 32)
  }

  /// What is tried for a program, and whether it is known.
  func program(_ name: UnsafeBufferPointer<UInt8>, steps: inout Int) -> Program {
    let count = name.count
    steps += count
    var slot = unsafe Int(truncatingIfNeeded: Self.hash(name)) & (programs.count - 1)
    while true {
      let entry = programs[slot]
      guard entry.isUsed else { break }
      if Int(entry.nameLength) == count {
        steps += count
        if unsafe isEqual(name, at: 0, entry) { return entry }
      }
      slot = (slot + 1) & (programs.count - 1)
    }
    for index in 0..<suffixes.count {
      let entry = suffixes[index]
      let length = Int(entry.nameLength)
      guard length <= count else { continue }
      steps += length
      if unsafe isEqual(name, at: count - length, entry) { return entry }
    }
    return anyProgram
  }

  @inline(__always)
  private func isEqual(_ name: UnsafeBufferPointer<UInt8>, at offset: Int, _ entry: Program) -> Bool {
    for index in 0..<Int(entry.nameLength) {
      if unsafe name[offset + index] != bytes[Int(entry.name) + index] { return false }
    }
    return true
  }
}
