import Base
import CommandLine
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
    let all = catalogue.patternIndexes(ofProgram: Array(program.utf8))
    let indexes = program == "*" ? all : all.filter { !catalogue.patterns[$0].programs.allSatisfy { $0 == .any } }
    guard !indexes.isEmpty else {
      let ofAny = all.count == 0 ? "" : " besides the \(all.count) that are tried for every program"
      Output.error.write(
        "Error: no pattern is for the program \(program)\(ofAny); see patterns list, and patterns show '*'\n")
      return ExitCode.usage.rawValue
    }
    let listing = PatternListing(catalogue, userFiles: values.userPatternFiles)
    let text = listing.text(of: indexes.map { catalogue.patterns[$0] })
    let isSeen = Terminal.isTerminal(1)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast() {
      Output.standard.write((isSeen ? Terminal.sanitize(String(line), limit: 1 << 20) : String(line)) + "\n")
    }
    return ExitCode.success.rawValue
  }

  func table() -> Int32 {
    guard let catalogue = load() else { return ExitCode.usage.rawValue }
    Output.standard.write(CatalogueTable(catalogue).markdown)
    return ExitCode.success.rawValue
  }

  func check() -> Int32 {
    let paths = values[WorkerArgument.patternFiles]
    guard !paths.isEmpty || values[SettingKey.hostile] else {
      Output.error.write("Error: patterns check needs a file, or --hostile for the built-in ones\n")
      return ExitCode.usage.rawValue
    }
    let catalogue: Catalogue
    switch SettingValues.catalogue(files: paths) {
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    case .success(let found): catalogue = found
    }
    let mistakes = values.mistakes(in: catalogue)
    guard mistakes.isEmpty else {
      Output.error.write("\(SettingValues.text(of: mistakes))\n")
      return ExitCode.usage.rawValue
    }
    let own = catalogue.patterns.filter(\.isUserDefined)
    let empty = paths.filter { path in !own.contains { $0.file == path } }
    for path in empty { Output.error.write("Error: \(path) holds no pattern\n") }
    guard empty.isEmpty else { return ExitCode.usage.rawValue }
    for advice in catalogue.advice() { Output.error.write("warning: \(advice)\n") }
    let samples = own.map(\.samples.count).reduce(0, +)
    Output.standard.write(
      "\(own.count) \(own.count == 1 ? "pattern" : "patterns") and \(samples) \(samples == 1 ? "sample" : "samples") "
        + "are right\n")
    guard values[SettingKey.hostile] else { return ExitCode.success.rawValue }
    return HostileCheck(catalogue, triesEveryText: values[SettingKey.everyText]).run()
  }

  private func load() -> Catalogue? {
    switch values.catalogue() {
    case .success(let catalogue): return catalogue
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return nil
    }
  }
}
