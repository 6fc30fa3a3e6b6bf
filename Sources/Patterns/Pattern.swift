import Synchronization

/// A line with captures, the programs that write it and what it means.
public struct Pattern: Sendable {
  /// The place in `Catalogue.patterns`; a pattern with a smaller index is tried earlier in its section.
  public let index: Int
  /// The name of the file it comes from.
  public let file: String
  /// The line of that file, counted from 1.
  public let line: Int
  /// Whether the file is one of the user's.
  public let isUserDefined: Bool
  /// The pattern as written, without its keyword.
  public let source: String
  /// The title of its event, e.g. `login accepted`.
  public let title: String
  /// The programs whose texts it is tried on.
  public let programs: [ProgramName]
  /// What it can capture, in the order of their first appearance; the index is that of `Matcher.captureRange(_:)`.
  public let captures: [Capture]
  /// Who writes each capture, in their order; nil where neither the event nor the file says so.
  public var writers: [Writer?] { details.writers }
  /// Who writes the texts without a name; nil where nothing says so: anyone.
  public var writerOfUnnamed: Writer? { details.writerOfUnnamed }
  public let meaning: Classification
  public var samples: [Sample] { details.samples }

  /// The ways to read it, without optionals and alternatives, in the order of trial.
  var expansions: [Expansion] { readings.expansions }
  let readings: Readings
  /// What must not occur twice in a text; nil if anything may.
  let once: OnceMarkers?
  /// How the program writes what somebody else chooses.
  var encoding: Encoding { details.encoding }

  /// What is tried and shown, but not matched.
  struct Details: Sendable {
    var writers: [Writer?]
    var writerOfUnnamed: Writer?
    var samples: [Sample]
    var encoding: Encoding
  }

  /// Where the details are.
  enum DetailSource {
    case known(Details)
    /// In the file, of the pattern with this number in it.
    case unread(UnreadDetails, Int)
  }

  private(set) var detailSource: DetailSource

  private var details: Details {
    switch detailSource {
    case .known(let details): details
    case .unread(let file, let number): file.details(of: number)
    }
  }

  /// Takes what the file says for what the event leaves open.
  mutating func takeWriters(of file: WriterTable, _ encoding: Encoding) {
    guard case .known(var details) = detailSource else { return }
    details.encoding = details.encoding.with(encoding)
    details.writerOfUnnamed = details.writerOfUnnamed ?? file.writerOfUnnamed
    for (slot, capture) in captures.enumerated() where details.writers[slot] == nil {
      details.writers[slot] = file[capture.field]
    }
    detailSource = .known(details)
  }

  /// The captures that hold free text and their writers, in the pattern's order.
  public var openCaptures: [(capture: Capture, writer: Writer?)] { openSlots.map { (captures[$0], writers[$0]) } }

  /// The captures that hold free text, in their order: no number, and none of the pattern's own words alone.
  var openSlots: [Int] {
    var open: Set<Int> = []
    for expansion in expansions {
      for pair in expansion.forward + expansion.backward where !pair.kind.isNumeric {
        if let slot = pair.slot { open.insert(slot) }
      }
      if let remainder = expansion.remainder, let slot = remainder.slot, !remainder.kind.isNumeric {
        open.insert(slot)
      }
    }
    return open.sorted()
  }
}

/// The details of a file's patterns, read when they are first asked for.
final class UnreadDetails: Sendable {
  private let file: PatternFile
  private let known = Mutex<[Pattern.Details]?>(nil)

  init(_ file: PatternFile) { self.file = file }

  /// - Parameter number: the pattern's number in the file.
  func details(of number: Int) -> Pattern.Details {
    known.withLock { known in
      if let known { return known[number] }
      let parser = PatternFileParser(file, isUserDefined: false, firstIndex: 0)
      let details = parser.entries.compactMap { entry -> Pattern.Details? in
        if case .known(let details) = entry.pattern.detailSource { details } else { nil }
      }
      known = details
      return details[number]
    }
  }
}

/// A named part of a pattern.
public struct Capture: Sendable, Hashable {
  public let field: Field
  public let kind: CaptureKind
}

/// What a message that a pattern matches says happened.
public struct Classification: Sendable {
  /// The ECS categorisation of `event.outcome`.
  public enum Outcome: String, Sendable, CaseIterable {
    case success
    case failure
    case unknown
  }

  /// A field and what is written there.
  public struct Assignment: Sendable {
    public let field: Field
    public let template: Template
  }

  /// A field that only the `sekoia` format has, or that it fills otherwise.
  public enum SekoiaField: String, Sendable, CaseIterable {
    case actionName = "action.name"
    case actionType = "action.type"
    case userName = "user.name"
    case commandLine = "process.command_line"
  }

  /// A field of the `sekoia` format and what is written there.
  public struct SekoiaAssignment: Sendable {
    public let field: SekoiaField
    public let template: Template
  }

  /// Values of `event.category`.
  public let categories: [String]
  /// Values of `event.type`; each is one that ECS expects with one of the categories.
  public let types: [String]
  /// `event.action`.
  public let action: Template?
  /// `event.outcome`; nil where the message tells of no outcome.
  public let outcome: Outcome?
  /// `event.reason`.
  public let reason: Template?
  /// The `set` lines.
  public let assignments: [Assignment]
  /// The `sekoia` lines.
  public let sekoiaAssignments: [SekoiaAssignment]
}

/// A line that a pattern must match, and what the match must yield.
public struct Sample: Sendable {
  /// A value that the match must yield.
  public struct Expectation: Sendable {
    /// The path of the field, e.g. `user.name`, `azure_linux.ssh.method` or `event.action`.
    public let path: String
    /// The value; empty if the field must be absent.
    public let value: [UInt8]
    public let line: Int
  }

  public let text: [UInt8]
  /// The program (syslog ident) that is said to have written the line.
  public let program: [UInt8]
  /// Whether an attacker wrote it to forge another field.
  public let isHostile: Bool
  public let expectations: [Expectation]
  /// The line of the file, counted from 1.
  public let line: Int
}

/// A file of the pattern language: its name for messages, and its bytes.
public struct PatternFile: Sendable {
  /// What mistakes call the file, e.g. `sshd.patterns`.
  public let name: String
  /// The whole file; UTF-8, lines ended by LF or CRLF, a BOM in front is skipped.
  public let bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// A file written in a source text, e.g. in a test.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }
}
