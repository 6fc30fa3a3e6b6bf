public import CommandLine
public import ECS
public import Normalizer
public import Worker

extension SettingKey {
  public static let format = Setting<OutputFormat>(
    "format", .word, default: .sekoia, commands: .normalizing.and(.of(.deadLettersRedrive)), short: "f",
    help: "How events are written.",
    detail:
      "sekoia is the format of the Azure Linux integration, field for field; ecs is the same knowledge in today's "
      + "Elastic Common Schema.")

  public static let dataset = Setting<Dataset>(
    "dataset", .word, default: .azureLinux, commands: .normalizing.and(.of(.explain, .deadLettersRedrive)),
    help: "The data set that events belong to (format ecs).",
    detail:
      "azure_linux writes event.dataset azure_linux.syslog. system writes events as Elastic's system integration does, so "
      + "that its detection rules and dashboards work: event.module system, event.dataset and data_stream.dataset "
      + "system.auth for the facilities auth and authpriv, else system.syslog, and the fields of ssh, sudo and useradd "
      + "under system.auth instead of azure_linux.")

  public static let repeated = Setting<NormalizerOptions.Repeated>(
    "repeat", .word, default: .count, commands: .normalizing.and(.of(.deadLettersRedrive)),
    help: "How events are written for \"message repeated N times\" (format ecs).",
    detail:
      "count writes one event with azure_linux.repeat_count N. expand writes N events, at most 100, for searches that "
      + "count events; the first has the record's event.id, the others add ~2, ~3 and so on to it.")

  public static let unmatched = Setting<NormalizerOptions.Unmatched>(
    "unmatched", .word, default: .deadLetter, commands: .normalizing.and(.of(.deadLettersRedrive)),
    help: "What becomes of a known program's text that no pattern fits.",
    detail:
      "dead-letter writes it to the dead letters, emit writes an event with the base fields, both does both. "
      + "A program that is not known always gives an event with the base fields.")

  public static let foreign = Setting<NormalizerOptions.Foreign>(
    "foreign", .word, default: .deadLetter, commands: .normalizing.and(.of(.deadLettersRedrive)),
    help: "What becomes of a JSON object that is no syslog record.",
    detail:
      "Metrics and other tables may share a hub with syslog: dead-letter keeps them, skip counts them and goes on.")

  public static let invalidUTF8 = Setting<NormalizerOptions.InvalidUTF8>(
    "invalid-utf8", .word, default: .replace, commands: .normalizing.and(.of(.deadLettersRedrive)),
    help: "What becomes of a record with bytes in a string that are not UTF-8.",
    detail:
      "replace reads U+FFFD in their place, since one such byte must not hide a login, counts the record and marks its "
      + "event in tags (format ecs). dead-letter keeps the record out of the events. Other records of the message are "
      + "as they are.")

  public static let repair = Setting<[NormalizerOptions.Repair]>(
    "repair", .list(of: .word), default: [], commands: .normalizing.and(.of(.explain, .deadLettersRedrive)),
    unset: "nothing",
    help:
      "What Azure is known to write wrong and is repaired before a value is read; it is tried only on what is no JSON.",
    detail:
      "raw-newlines escapes control characters inside of strings. single-quotes reads strings between ' and trusts that "
      + "a ' inside of one is written as \\'. Repaired records are counted, and marked in tags (format ecs); what still "
      + "cannot be read is a dead letter, always with the bytes that came.")

  public static let patterns = Setting<[String]>(
    "patterns", .list(of: .file), default: [],
    commands: .of(.run, .check, .normalize, .explain, .patternsList, .patternsShow, .patternsTable, .demo)
      .and(.deadLetters),
    requiredBy: .of(.deadLettersTest), short: "p",
    metavar: "file,...", unset: "none",
    help: "Files with patterns of your own, tried before the built-in ones; may be repeated.",
    detail:
      "They are checked at the start as patterns check does, and refused with exit code 2 where a sample does not fit, an "
      + "event has no category, type or outcome, or a pattern takes texts of built-in ones.")

  public static let allowShadowing = Setting<Bool>(
    "allow-shadowing", .boolean, default: false,
    commands: .of(.run, .check, .normalize, .patternsCheck, .demo, .deadLettersTest, .deadLettersRedrive),
    isNegatable: true,
    help: "Accept patterns of your own that match texts of built-in patterns.",
    detail: "For those who mean to replace what a built-in pattern says; the other checks of pattern files stay.")

  public static let original = Setting<Bool>(
    "original", .boolean, default: true, commands: .normalizing.and(.of(.deadLettersRedrive)), isNegatable: true,
    help: "Write the record as it came into event.original (format ecs).",
    detail: "The format sekoia always carries it in message. Without it events take about half the bytes.")

  public static let eventKey = Setting<NormalizerOptions.EventKey>(
    "key", .word, default: .record, commands: .moving.and(.of(.deadLettersRedrive)),
    help: "What the key of an event is, by which events are ordered and spread over partitions.",
    detail:
      "record is the record's own key; without one, the host's name where it differs from the resource's, else the "
      + "resource id. host and resource ignore the record's key: with host the machines that use a log forwarder, whose "
      + "records all have its resource id, spread over the partitions.")

  public static let eventTimestamp = Setting<WorkerConfiguration.EventTimestamp>(
    "event-timestamp", .word, default: .record, commands: .moving,
    help: "The Kafka timestamp of events: that of the record, or the time of writing.",
    detail:
      "retention.ms of the output topic counts from it. With record, what is read late is deleted as early as if it had "
      + "been read in time; now keeps it for the whole retention.")

  public static let sourceHeaders = Setting<Bool>(
    "source-headers", .boolean, default: false, commands: .moving, isNegatable: true,
    help: "Add headers to events that say where they came from.",
    detail:
      "source.topic, source.partition and source.offset, for a batch also source.record. Off by default, since they "
      + "cost bytes on every event; dead letters always have theirs.")

  public static let maxRecordSize = Setting<ByteCount>(
    "max-record-size", .byteCount(.kibibytes(1)...(.mebibytes(64))), default: .mebibytes(1),
    commands: .normalizing.and(.of(.deadLettersRedrive)),
    help: "Largest record that is normalized; a larger one becomes the dead letter too_large.",
    detail: "It counts for each record of a batch, not for the batch.")
}
