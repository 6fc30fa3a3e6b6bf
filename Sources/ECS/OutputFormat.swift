/// How an event is written down; what was found in the record is the same for both.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// The events of Sekoia.io's Azure Linux intake as published in 2022-07, field for field.
  case sekoia
  /// Elastic Common Schema of the version in `ECSEvent.version`.
  case ecs
}
