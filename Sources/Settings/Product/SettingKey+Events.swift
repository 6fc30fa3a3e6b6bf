extension SettingKey {
  public static let format = Setting<SettingChoice.Format>(
    "format", .word, default: .sekoia, commands: .normalizing, short: "f",
    help: "How events are written.",
    detail:
      "sekoia is the format of the Azure Linux integration, field for field; ecs is the same knowledge in today's "
      + "Elastic Common Schema.")

  public static let unmatched = Setting<SettingChoice.Unmatched>(
    "unmatched", .word, default: .deadLetter, commands: .normalizing,
    help: "What becomes of a known program's text that no pattern fits.",
    detail:
      "dead-letter writes it to the dead letters, emit writes an event with the base fields, both does both. "
      + "A program that is not known always gives an event with the base fields.")

  public static let foreign = Setting<SettingChoice.Foreign>(
    "foreign", .word, default: .deadLetter, commands: .normalizing,
    help: "What becomes of a JSON object that is no syslog record.",
    detail:
      "Metrics and other tables may share a hub with syslog: dead-letter keeps them, skip counts them and goes on.")

  public static let patterns = Setting<[String]>(
    "patterns", .list(of: .file), default: [],
    commands: .of(.run, .check, .normalize, .explain, .patternsList, .patternsShow, .patternsTable, .demo), short: "p",
    metavar: "file,...", unset: "none",
    help: "Files with patterns of your own, tried before the built-in ones; may be repeated.",
    detail: "They are checked at the start, mistakes are shown with line and column.")

  public static let original = Setting<Bool>(
    "original", .boolean, default: true, commands: .normalizing, isNegatable: true,
    help: "Write the record as it came into event.original (format ecs).",
    detail: "The format sekoia always carries it in message. Without it events take about half the bytes.")

  public static let sourceHeaders = Setting<Bool>(
    "source-headers", .boolean, default: false, commands: .moving, isNegatable: true,
    help: "Add headers to events that say where they came from.",
    detail:
      "source.topic, source.partition and source.offset, for a batch also source.record. Off by default, since they "
      + "cost bytes on every event; dead letters always have theirs.")

  public static let maxRecordSize = Setting<ByteCount>(
    "max-record-size", .byteCount(.kibibytes(1)...(.mebibytes(64))), default: .mebibytes(1), commands: .normalizing,
    help: "Largest record that is normalized; a larger one becomes the dead letter too_large.",
    detail: "It counts for each record of a batch, not for the batch.")
}
