import Patterns

/// Which service a program belongs to, as the `service` lines of the pattern files say it.
struct ProgramServices: Sendable {
  private struct Entry: Sendable {
    let program: Range<Int>
    let isSuffix: Bool
    let service: Range<Int>
  }

  private var entries: [Entry] = []
  /// The names of programs and services.
  private(set) var bytes: [UInt8] = []

  init(_ catalogue: Catalogue) {
    for membership in catalogue.services {
      let (program, isSuffix): ([UInt8], Bool)
      switch membership.program {
      case .exact(let name): (program, isSuffix) = (name, false)
      case .suffix(let end): (program, isSuffix) = (end, true)
      case .any: (program, isSuffix) = ([], true)
      }
      let start = bytes.count
      bytes += program
      let middle = bytes.count
      bytes += membership.service
      entries.append(Entry(program: start..<middle, isSuffix: isSuffix, service: middle..<bytes.count))
    }
  }

  /// Where in `bytes` the name of the program's service stands; nil for a program of none.
  func name(of program: Span<UInt8>) -> Range<Int>? {
    for entry in entries where fits(entry, program) { return entry.service }
    return nil
  }

  private func fits(_ entry: Entry, _ program: Span<UInt8>) -> Bool {
    let extra = program.count - entry.program.count
    guard extra == 0 || (entry.isSuffix && extra > 0) else { return false }
    for offset in 0..<entry.program.count
    where program[extra + offset] != bytes[entry.program.lowerBound + offset] { return false }
    return true
  }
}
