import Base
import CommandLine
import Patterns
import Settings

extension SettingValues {
  /// The built-in catalogue with the user's files before it; the mistakes in those as lines for people.
  ///
  /// Only read, for commands that show what a file does; what writes events or decides about them takes `checkedCatalogue()`.
  func catalogue() -> Result<Catalogue, ProgramError> { Self.catalogue(files: self[SettingKey.patterns]) }

  /// The catalogue after the whole check of the user's files: a file that would make wrong events is refused.
  ///
  /// Without files nothing is checked: the built-in ones are, by the product's tests.
  func checkedCatalogue() -> Result<Catalogue, ProgramError> {
    catalogue().flatMap { catalogue in
      guard !self[SettingKey.patterns].isEmpty else { return .success(catalogue) }
      let mistakes = mistakes(in: catalogue)
      return mistakes.isEmpty ? .success(catalogue) : .failure(ProgramError(Self.text(of: mistakes)))
    }
  }

  /// What the check finds and the user has not accepted.
  func mistakes(in catalogue: Catalogue) -> [PatternDiagnostic] {
    let acceptsShadowing = self[SettingKey.allowShadowing]
    return catalogue.check().filter { !acceptsShadowing || $0.kind != .shadowing }
  }

  /// The user's files that hold no pattern: most likely the wrong file, or a ConfigMap that is gone.
  func emptyPatternFiles(in catalogue: Catalogue) -> [String] {
    let filled = Set(catalogue.patterns.lazy.filter(\.isUserDefined).map(\.file))
    return self[SettingKey.patterns].filter { !filled.contains($0) }
  }

  /// How many patterns there are, `843+2` with the user's; for the log.
  func patternCount(in catalogue: Catalogue) -> String {
    let own = catalogue.patterns.count { $0.isUserDefined }
    return own == 0 ? "\(catalogue.patterns.count)" : "\(catalogue.patterns.count - own)+\(own)"
  }

  /// Does something with the checked catalogue, or says what is wrong in the user's files and returns 2.
  func withCatalogue(_ body: (Catalogue) -> Int32) -> Int32 {
    switch checkedCatalogue() {
    case .success(let catalogue): return body(catalogue)
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    }
  }

  /// A line for each mistake, as many as people read.
  static func text(of mistakes: [PatternDiagnostic]) -> String {
    let limit = 20
    let lines = mistakes.prefix(limit).map(\.description)
    let rest = mistakes.count > limit ? ["and \(mistakes.count - limit) more mistakes"] : []
    return (lines + rest).joined(separator: "\n")
  }

  static func catalogue(files paths: [String]) -> Result<Catalogue, ProgramError> {
    patternFiles(paths).flatMap { files in
      do throws(PatternFileErrors) {
        return .success(try Catalogue.builtIn(userFiles: files))
      } catch {
        return .failure(ProgramError("\(error)"))
      }
    }
  }

  /// The user's files, as far as they can be read.
  var userPatternFiles: [PatternFile] { (try? Self.patternFiles(self[SettingKey.patterns]).get()) ?? [] }

  private static func patternFiles(_ paths: [String]) -> Result<[PatternFile], ProgramError> {
    var files: [PatternFile] = []
    for path in paths {
      switch InputFile.open(path).flatMap({ $0.readAll() }) {
      case .failure(let error): return .failure(ProgramError("The pattern file \(path) cannot be read: \(error)"))
      case .success(let bytes): files.append(PatternFile(name: path, bytes: bytes))
      }
    }
    return .success(files)
  }
}
