/// A `pattern` line while what stands under it is being read.
struct PatternDraft {
  var line: Int
  var column: Int
  var source: String
  /// Nil if the line has a mistake.
  var expression: PatternExpression?
  var samples: [SampleDraft] = []
}

/// A `sample` or `hostile` line while what stands under it is being read.
struct SampleDraft {
  var text: [UInt8]
  var isHostile: Bool
  var line: Int
  var program: [UInt8]?
  var expectations: [Sample.Expectation] = []

  init(text: [UInt8], isHostile: Bool, line: Int) {
    self.text = text
    self.isHostile = isHostile
    self.line = line
  }

  func sample(programs: [ProgramName]) -> Sample {
    Sample(
      text: text, program: program ?? Self.firstExact(programs) ?? [], isHostile: isHostile, expectations: expectations,
      line: line)
  }

  /// The program that a sample is tested with if it names none.
  static func firstExact(_ programs: [ProgramName]) -> [UInt8]? {
    for case .exact(let name) in programs { return name }
    return nil
  }
}
