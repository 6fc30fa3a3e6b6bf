import ECS
import Normalizer
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
}
