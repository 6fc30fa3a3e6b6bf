/// Which programs (syslog idents) a section of a pattern file is about.
public enum ProgramName: Sendable, Hashable, CustomStringConvertible {
  /// The program of this name; it may be empty.
  case exact([UInt8])
  /// Every program whose name ends so, written `*(pam_unix)`.
  case suffix([UInt8])
  /// Every program, also an unknown one, written `*`.
  case any

  init(_ word: [UInt8]) {
    if word == [UInt8(ascii: "*")] {
      self = .any
    } else if word.first == UInt8(ascii: "*") {
      self = .suffix(Array(word.dropFirst()))
    } else {
      self = .exact(word)
    }
  }

  /// The name of a single program; nil for others.
  var exactName: [UInt8]? { if case .exact(let name) = self { name } else { nil } }

  /// As it is written in a file.
  public var description: String {
    switch self {
    case .exact(let name): String(decoding: name, as: UTF8.self)
    case .suffix(let name): "*" + String(decoding: name, as: UTF8.self)
    case .any: "*"
    }
  }
}
