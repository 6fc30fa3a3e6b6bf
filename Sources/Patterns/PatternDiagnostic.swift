/// One thing that is wrong in a pattern file, with its place and what was expected there.
public struct PatternDiagnostic: Error, Sendable, Hashable, CustomStringConvertible {
  /// What can be done about it besides correcting the file.
  public enum Kind: Sendable {
    /// Nothing: the file is wrong.
    case wrong
    /// The pattern matches texts of patterns after it, which its writer may mean (`--allow-shadowing`).
    case shadowing
    /// The event lacks a meaning; a draft does until a person has looked at it.
    case incomplete
  }

  /// The name of the file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// The column in characters, counted from 1.
  public let column: Int
  /// What stands there and is wrong.
  public let found: String
  /// What was expected instead, as the second half of the sentence, where that can be said.
  public let expected: String?
  /// Whether it is wrong, or only not what the writer may be expected to mean.
  public var kind = Kind.wrong

  /// One line for people: `sshd.patterns:12:9: unknown field "user.nmae"; did you mean "user.name"?`
  public var description: String {
    let place = "\(file):\(line):\(column): \(found)"
    guard let expected else { return place }
    return "\(place); \(expected)"
  }
}

/// All mistakes of the files of a catalogue, in the order of files and lines.
public struct PatternFileErrors: Error, Sendable, CustomStringConvertible {
  public let mistakes: [PatternDiagnostic]

  public init(_ mistakes: [PatternDiagnostic]) {
    self.mistakes = mistakes
  }

  /// A mistake a line.
  public var description: String {
    mistakes.map(\.description).joined(separator: "\n")
  }
}

/// A mistake before it is known in which file and line it stands.
struct PatternLineError: Error {
  var column: Int
  var found: String
  var expected: String?

  init(_ column: Int, _ found: String, _ expected: String? = nil) {
    self.column = column
    self.found = found
    self.expected = expected
  }
}

/// Text of a file as it may stand in a message: in quotation marks, control characters escaped, cut when long.
func quoted(_ bytes: some Collection<UInt8>) -> String {
  let limit = 60
  var text = "\""
  for scalar in String(decoding: bytes.prefix(limit), as: UTF8.self).unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      text += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      text.unicodeScalars.append(scalar)
    }
  }
  return text + (bytes.count > limit ? "…\"" : "\"")
}

func quoted(_ text: String) -> String {
  quoted(text.utf8)
}

/// The end of a sentence about an unknown name: the nearest known one, else all of them if they are few.
func suggestion(for name: String, among known: [String]) -> String? {
  if let near = nearest(to: name, among: known) {
    return "did you mean \(quoted(near))?"
  }
  return known.count <= 24 ? "expected one of " + known.joined(separator: ", ") : nil
}

/// The known name with the fewest typing mistakes between it and `name`, if they are few enough to be mistakes.
func nearest(to name: String, among known: [String]) -> String? {
  let word = Array(name.utf8)
  guard word.count <= 64 else { return nil }
  var best: String?
  var bestDistance = max(2, word.count / 3) + 1
  for candidate in known {
    let distance = editDistance(word, Array(candidate.utf8))
    if distance < bestDistance {
      bestDistance = distance
      best = candidate
    }
  }
  return best
}

/// Levenshtein's distance with the swap of two neighbours counted as one (optimal string alignment).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 1...a.count {
    var row = [Int](repeating: i, count: b.count + 1)
    for j in 1...b.count {
      let change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(previous[j] + 1, row[j - 1] + 1, change)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforePrevious[j - 2] + 1)
      }
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.count]
}
