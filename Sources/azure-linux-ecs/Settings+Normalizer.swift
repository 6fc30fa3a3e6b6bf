import Base
import ECS
import Normalizer
import Patterns
import Settings
import StrictJSON

extension SettingValues {
  /// What the settings say about normalizing.
  var normalizerOptions: NormalizerOptions {
    var options = NormalizerOptions(
      format: self[SettingKey.format] == .ecs ? .ecs : .sekoia,
      unmatched: NormalizerOptions.Unmatched(rawValue: self[SettingKey.unmatched].rawValue) ?? .deadLetter,
      foreign: NormalizerOptions.Foreign(rawValue: self[SettingKey.foreign].rawValue) ?? .deadLetter,
      invalidUTF8: NormalizerOptions.InvalidUTF8(rawValue: self[SettingKey.invalidUTF8].rawValue) ?? .replace,
      repairs: repairs, includesOriginal: self[SettingKey.original],
      maximumRecordByteCount: self[SettingKey.maxRecordSize].bytes, dataset: dataset,
      repeated: self[SettingKey.repeated] == .expand ? .expand : .count)
    options.eventKey = NormalizerOptions.EventKey(rawValue: self[SettingKey.eventKey].rawValue) ?? .record
    return options
  }

  /// Whose data set events belong to.
  var dataset: Dataset { self[SettingKey.dataset] == .system ? .system : .azureLinux }

  /// What the user wants to be mended.
  var repairs: JSONRepairs {
    var repairs: JSONRepairs = []
    for repair in self[SettingKey.repair] {
      switch repair {
      case .rawNewlines: repairs.insert(.rawNewlines)
      case .singleQuotes: repairs.insert(.singleQuotes)
      }
    }
    return repairs
  }

  /// The built-in catalogue with the user's files before it; the mistakes in those as lines for people.
  func catalogue() -> Result<Catalogue, ProgramError> {
    var files: [PatternFile] = []
    for path in self[SettingKey.patterns] {
      switch InputFile.open(path).flatMap({ $0.readAll() }) {
      case .failure(let error): return .failure(ProgramError("The pattern file \(path) cannot be read: \(error)"))
      case .success(let bytes): files.append(PatternFile(name: path, bytes: bytes))
      }
    }
    do throws(PatternMistakes) {
      let catalogue = try Catalogue.builtIn(userFiles: files)
      return .success(catalogue)
    } catch {
      return .failure(ProgramError("\(error)"))
    }
  }

  /// Does something with the catalogue, or says what is wrong in the user's files and returns 2.
  func withCatalogue(_ body: (Catalogue) -> Int32) -> Int32 {
    switch catalogue() {
    case .success(let catalogue): return body(catalogue)
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    }
  }
}
