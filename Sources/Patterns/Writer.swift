/// Who chooses what stands in a part of a line, as a `written-by` line of a pattern file says it.
public enum Writer: String, Sendable, CaseIterable {
  /// The program or the kernel, from what it knows itself: an address of a socket, a code, a fixed word.
  case program
  /// The people who configure the machine.
  case administrator
  /// The name of an account or group that exists: one word, without the characters that no directory takes.
  case account
  /// The owner of an address, in a name that DNS gives.
  case dns
  /// Somebody who reaches the machine and is not logged in.
  case peer
  /// A user who is logged in: arguments, a command.
  case user
  /// The one who names a working directory.
  case directory
  /// The one who sets an environment variable.
  case environment
  /// The one who names a file.
  case file
  /// A process, in the name that it gives itself: at most 15 bytes.
  case process
  /// The author of a unit file, also of a user's own manager: a description.
  case unit
  /// The same, in a unit's name: letters, digits and `:-_.\@`.
  case unitName = "unit-name"
  /// The program, with words of others in between.
  case mixed
  /// Not known: take it for the worst.
  case anyone

  /// Whether somebody else than the program and its administrator chooses the bytes.
  public var isUntrusted: Bool {
    self != .program && self != .administrator && self != .mixed
  }

  /// Whether a field of this writer proves nothing: it may hold anybody's words.
  ///
  /// A user's own manager writes its units' names and descriptions as the system's does.
  public var provesNothing: Bool {
    self == .anyone || self == .mixed || self == .unit || self == .unitName
  }
}

/// How a program writes the bytes that somebody else chooses.
struct Encoding: Sendable, Hashable {
  /// Bytes before which it writes a backslash, and the backslash itself: `escaped`.
  var escaped: [UInt8] = []
  /// Bytes that it never writes as they are: `encoded`.
  var encoded: [UInt8] = []

  /// Both encodings at once.
  func with(_ other: Encoding) -> Encoding {
    Encoding(escaped: escaped + other.escaped, encoded: encoded + other.encoded)
  }

  /// What the program writes for the bytes; hexadecimal digits and the like are as harmless as no byte at all.
  func written(_ bytes: [UInt8]) -> [UInt8] {
    guard !escaped.isEmpty || !encoded.isEmpty else { return bytes }
    let backslash = UInt8(ascii: "\\")
    return bytes.flatMap { byte -> [UInt8] in
      if encoded.contains(byte) { return [] }
      return escaped.contains(byte) || (!escaped.isEmpty && byte == backslash) ? [backslash, byte] : [byte]
    }
  }
}

/// The `written-by` lines of a file or of an event: the writer of each field, by path.
struct WriterTable {
  private var writers: [String: Writer] = [:]
  /// The writer of fields that no line names.
  private var writerOfOthers: Writer?
  /// The writer of texts without a name.
  private(set) var writerOfUnnamed: Writer?

  /// What stands for all other fields.
  private static let others = "*"
  /// What stands for texts without a name.
  private static let unnamed = ":text"

  subscript(field: Field) -> Writer? { writers[field.path] ?? writerOfOthers }

  /// Reads what follows the keyword: a writer and the fields that it writes.
  mutating func read(_ scanner: inout LineScanner, keyword: LineText) throws(PatternLineError) {
    let known = Writer.allCases.map(\.rawValue)
    guard let word = try scanner.word() else {
      throw PatternLineError(
        keyword.column(at: 0), "written-by without a writer", "expected one of " + known.joined(separator: ", "))
    }
    guard let writer = Writer(rawValue: word.string) else {
      throw PatternLineError(
        word.column(at: 0), "unknown writer \(quoted(word.bytes))", suggestion(for: word.string, among: known))
    }
    var isEmpty = true
    while let name = try scanner.word() {
      isEmpty = false
      if name.string == Self.others {
        guard writer == .anyone else {
          throw PatternLineError(
            name.column(at: 0), "\(Self.others) of \(writer.rawValue)", "only of anyone can it be said")
        }
        writerOfOthers = writer
        continue
      }
      if name.string == Self.unnamed {
        guard writerOfUnnamed == nil else {
          throw PatternLineError(
            name.column(at: 0), "a second writer of \(Self.unnamed)", "expected one, the least trusted")
        }
        writerOfUnnamed = writer
        continue
      }
      guard let field = FieldTable.field(named: name.string) else {
        throw PatternLineError(
          name.column(at: 0), "unknown field \(quoted(name.bytes))", FieldTable.suggestion(for: name.string))
      }
      guard writers.updateValue(writer, forKey: field.path) == nil else {
        throw PatternLineError(
          name.column(at: 0), "a second writer of \(field.name)", "expected one, the least trusted")
      }
    }
    guard !isEmpty else {
      throw PatternLineError(
        keyword.column(at: 0), "written-by without a field", "expected names of fields such as user or .ssh.method")
    }
  }
}
