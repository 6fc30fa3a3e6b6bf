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
