import CByteScan
import Patterns

/// The programs whose events follow rules of their own in either format.
enum ProgramClass: Int {
  case other, sudo, systemd
  /// A process that cron started for one job; its pid is that of the job's parent.
  case cronChild

  init(_ bytes: Span<UInt8>) {
    self = .other
    switch bytes.count {
    case 4:
      if Self.equals(bytes, "sudo") {
        self = .sudo
      } else if Self.equals(bytes, "CRON") {
        self = .cronChild
      }
    case 5: if Self.equals(bytes, "CROND") { self = .cronChild }
    case 7: if Self.equals(bytes, "systemd") { self = .systemd }
    default: break
    }
  }

  private static func equals(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    for index in bytes.indices {
      guard unsafe bytes[index] == name.utf8Start[index] else { return false }
    }
    return true
  }
}

/// Which service a program belongs to, as the `service` lines of the pattern files say it.
@safe struct ProgramServices: ~Copyable {
  private struct Entry {
    let program: Range<Int>
    let isSuffix: Bool
    let service: Range<Int>
  }

  private var entries: [Entry] = []
  /// The names of programs and services.
  private var bytes = Table<UInt8>()

  init(_ catalogue: Catalogue) {
    for membership in catalogue.services {
      let (program, isSuffix): ([UInt8], Bool)
      switch membership.program {
      case .exact(let name): (program, isSuffix) = (name, false)
      case .suffix(let end): (program, isSuffix) = (end, true)
      case .any: (program, isSuffix) = ([], true)
      }
      let start = bytes.count
      bytes.append(contentsOf: program)
      let middle = bytes.count
      bytes.append(contentsOf: membership.service)
      entries.append(Entry(program: start..<middle, isSuffix: isSuffix, service: middle..<bytes.count))
    }
  }

  /// The place of a program's service, -1 for a program of none.
  func place(of program: Span<UInt8>) -> Int { entries.firstIndex { fits($0, program) } ?? -1 }

  /// The name of the service at a place; empty at -1. Valid as long as this is.
  @unsafe
  func run(_ place: Int) -> byte_run {
    guard place >= 0 else { return unsafe byte_run(start: nil, count: 0) }
    let range = entries[place].service
    return unsafe byte_run(start: UnsafePointer(bytes.start) + range.lowerBound, count: range.count)
  }

  private func fits(_ entry: Entry, _ program: Span<UInt8>) -> Bool {
    let extra = program.count - entry.program.count
    guard extra == 0 || (entry.isSuffix && extra > 0) else { return false }
    for offset in 0..<entry.program.count
    where program[extra + offset] != bytes[entry.program.lowerBound + offset] { return false }
    return true
  }
}

/// The fields under `azure_linux` that are numbers in every pattern that gives them, so that no index ever sees two types.
struct OwnNumbers {
  private var paths: Set<String> = []

  init() {}

  init(_ catalogue: Catalogue) {
    var texts: Set<String> = []
    for pattern in catalogue.patterns {
      for capture in pattern.captures where capture.field.isOwn {
        if capture.kind.isNumeric { paths.insert(capture.field.path) } else { texts.insert(capture.field.path) }
      }
      for assignment in pattern.meaning.assignments where assignment.field.isOwn {
        let path = assignment.field.path
        switch Self.isNumeric(assignment.template, pattern) {
        case true?: paths.insert(path)
        case false?: texts.insert(path)
        case nil: break
        }
      }
    }
    paths.subtract(texts)
  }

  func contains(_ field: Field) -> Bool { field.isOwn && paths.contains(field.path) }

  /// Nil for a constant that can be either.
  private static func isNumeric(_ template: Template, _ pattern: Pattern) -> Bool? {
    if let constant = template.constant {
      return Int64(String(decoding: constant, as: UTF8.self)) == nil ? false : nil
    }
    guard template.parts.count == 1, case .capture(let index) = template.parts[0] else { return false }
    return pattern.captures[index].kind.isNumeric
  }
}
