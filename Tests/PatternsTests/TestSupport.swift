import Patterns

/// A catalogue of one file.
func catalogue(_ text: String, name: String = "test.patterns") throws -> Catalogue {
  try Catalogue(files: [PatternFile(name: name, text: text)])
}

/// A catalogue of one pattern of the program `p`, without a meaning.
func catalogue(pattern: String) throws -> Catalogue {
  try catalogue("programs p\nevent test\npattern \(pattern)\n")
}

/// What the mistakes of a file say.
func mistakes(_ text: String, name: String = "f.patterns") -> [String] {
  do throws(PatternFileErrors) {
    _ = try Catalogue(files: [PatternFile(name: name, text: text)])
    return []
  } catch {
    return error.mistakes.map(\.description)
  }
}

/// The captured values of the first pattern that fits, by the name of the field; nil if none fits.
func values(_ catalogue: Catalogue, program: String = "p", _ text: [UInt8]) -> [String: String]? {
  var matcher = Matcher(catalogue)
  let result = matcher.match(program: Array(program.utf8).span, text: text.span)
  guard case .matched(let index) = result.outcome else { return nil }
  var values: [String: String] = [:]
  for (slot, capture) in catalogue.patterns[index].captures.enumerated() {
    if let range = matcher.captureRange(slot) {
      values[capture.field.name] = String(decoding: text[range], as: UTF8.self)
    }
  }
  return values
}

func values(_ catalogue: Catalogue, program: String = "p", _ text: String) -> [String: String]? {
  values(catalogue, program: program, Array(text.utf8))
}

func outcome(_ catalogue: Catalogue, program: String, _ text: String) -> MatchResult.Outcome {
  var matcher = Matcher(catalogue)
  return matcher.match(program: Array(program.utf8).span, text: Array(text.utf8).span).outcome
}

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
