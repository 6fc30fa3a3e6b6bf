import Base
import ECS
import Logging
import Patterns
import Settings

/// `patterns list|show|table|check`: what is known, and whether a file of one's own is right.
struct PatternsCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func list() -> Int32 {
    guard let catalogue = load() else { return ExitCode.usage.rawValue }
    var counts: [(program: String, patterns: Int)] = []
    for program in catalogue.knownPrograms {
      counts.append((program, catalogue.patternIndexes(ofProgram: Array(program.utf8)).count))
    }
    let width = counts.map(\.program.count).max() ?? 0
    for (program, patterns) in counts {
      Output.standard.write("\(program)\(String(repeating: " ", count: width - program.count))  \(patterns) patterns\n")
    }
    Output.standard.write("\(catalogue.patterns.count) patterns in \(catalogue.files.count) files\n")
    return ExitCode.success.rawValue
  }

  func show() -> Int32 {
    guard let catalogue = load(), let program = values[WorkerArgument.program].first else {
      return ExitCode.usage.rawValue
    }
    let indexes = catalogue.patternIndexes(ofProgram: Array(program.utf8))
    guard !indexes.isEmpty else {
      Output.error.write("Error: no pattern is for the program \(Terminal.sanitize(program)); see patterns list\n")
      return ExitCode.usage.rawValue
    }
    var title = ""
    for index in indexes {
      let pattern = catalogue.patterns[index]
      if pattern.title != title {
        title = pattern.title
        Output.standard.write("\n\(Terminal.sanitize(title))  (\(Terminal.sanitize(pattern.file)))\n")
        Output.standard.write(meaning(pattern.meaning))
      }
      Output.standard.write("  pattern  \(Terminal.sanitize(pattern.source))\n")
      for sample in pattern.samples {
        let text = Terminal.sanitize(String(decoding: sample.text, as: UTF8.self))
        Output.standard.write("    \(sample.isHostile ? "hostile" : "sample ")  \(text)\n")
      }
    }
    return ExitCode.success.rawValue
  }

  func table() -> Int32 {
    guard let catalogue = load() else { return ExitCode.usage.rawValue }
    Output.standard.write(CatalogueTable(catalogue).markdown)
    return ExitCode.success.rawValue
  }

  func check() -> Int32 {
    var files: [PatternFile] = []
    guard !values[WorkerArgument.patternFiles].isEmpty || values[SettingKey.hostile] else {
      Output.error.write("Error: patterns check needs a file, or --hostile for the built-in ones\n")
      return 2
    }
    for path in values[WorkerArgument.patternFiles] {
      switch InputFile.open(path).flatMap({ $0.readAll() }) {
      case .failure(let error):
        Output.error.write("Error: The pattern file \(path) cannot be read: \(error)\n")
        return ExitCode.usage.rawValue
      case .success(let bytes): files.append(PatternFile(name: path, bytes: bytes))
      }
    }
    do throws(PatternFileErrors) {
      let catalogue = try Catalogue.builtIn(userFiles: files)
      let mistakes = catalogue.check()
      guard mistakes.isEmpty else { throw PatternFileErrors(mistakes) }
      let own = catalogue.patterns.filter(\.isUserDefined)
      let samples = own.map(\.samples.count).reduce(0, +)
      Output.standard.write("\(own.count) patterns and \(samples) samples are right\n")
      guard values[SettingKey.hostile] else { return ExitCode.success.rawValue }
      return HostileCheck(catalogue, triesEveryText: values[SettingKey.everyText]).run()
    } catch {
      Output.error.write("\(error)\n")
      return ExitCode.usage.rawValue
    }
  }

  private func load() -> Catalogue? {
    switch values.catalogue() {
    case .success(let catalogue): return catalogue
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return nil
    }
  }

  private func meaning(_ meaning: Classification) -> String {
    var lines: [String] = []
    if !meaning.categories.isEmpty { lines.append("category \(meaning.categories.joined(separator: " "))") }
    if !meaning.types.isEmpty { lines.append("type \(meaning.types.joined(separator: " "))") }
    if let outcome = meaning.outcome { lines.append("outcome \(outcome.rawValue)") }
    return lines.isEmpty ? "" : "  \(lines.joined(separator: ", "))\n"
  }
}
