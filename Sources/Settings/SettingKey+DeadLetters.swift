public import CommandLine

extension SettingKey {
  public static let since = Setting<String?>(
    "since", .optional(.text("a time, or how long ago", metavar: "time")), default: nil,
    commands: .deadLetters.and(.looking), sources: .flag, unset: "from the first one",
    help: "Only records written at this time or later: 2026-11-24T10:00 (UTC), or 90m, 7d ago.")

  public static let until = Setting<String?>(
    "until", .optional(.text("a time, or how long ago", metavar: "time")), default: nil,
    commands: .deadLetters.and(.looking), sources: .flag, unset: "up to the last one",
    help: "Only records written before this time.")

  public static let last = Setting<Int?>(
    "last", .optional(.integer(1...1_000_000)), default: nil,
    commands: .deadLetters.without(.of(.deadLettersRedrive)).and(.looking), sources: .flag,
    unset: "all of them",
    help: "Only the newest so many records.")

  public static let reason = Setting<[String]>(
    "reason", .list(of: .text("a reason, such as unmatched_message", metavar: "reason")), default: [],
    commands: .deadLetters.without(.gaps), sources: .flag, unset: "any",
    help: "Only dead letters with this reason; may be repeated.")

  public static let program = Setting<[String]>(
    "program", .list(of: .text("a program's name", metavar: "program")), default: [], commands: .deadLetters,
    sources: .flag, unset: "any",
    help: "Only dead letters of this program; may be repeated.")

  public static let host = Setting<[String]>(
    "host", .list(of: .text("a host's name", metavar: "host")), default: [], commands: .deadLetters, sources: .flag,
    unset: "any",
    help: "Only dead letters of this host; may be repeated.")

  public static let partition = Setting<Int?>(
    "partition", .optional(.integer(0...1_000_000)), default: nil, commands: .deadLetters.and(.looking),
    sources: .flag,
    unset: "all of them",
    help: "Only this partition of the topic that is read.")

  public static let offset = Setting<Int?>(
    "offset", .optional(.integer(0...1_000_000_000_000_000, metavar: "offset")), default: nil,
    commands: .of(.deadLettersShow).and(.looking), sources: .flag, unset: "all of them",
    help: "Only the record at this offset, of one partition or of each.")

  public static let limit = Setting<Int>(
    "limit", .integer(1...1_000_000), default: 10, commands: .of(.deadLettersShow), sources: .flag,
    help: "Show so many at the most.")

  public static let draft = Setting<String?>(
    "output", .optional(.file), default: nil, id: "gaps-output", commands: .of(.deadLettersGaps), sources: .flag,
    short: "o",
    help: "Write the proposed patterns to this file, for a person to look at and for --patterns.")

  public static let html = Setting<String?>(
    "html", .optional(.file), default: nil, commands: .of(.deadLettersGaps), sources: .flag,
    help: "Write the report as one page for a browser.")

  public static let direct = Setting<Bool>(
    "direct", .boolean, default: false, commands: .of(.deadLettersRedrive), sources: .flag,
    help: "Write events to the output topic instead of records to the input topic.",
    detail: "What still fails stays in the dead-letter topic.")

  public static let onlyHealed = Setting<Bool>(
    "only-healed", .boolean, default: false, commands: .of(.deadLettersRedrive), sources: .flag,
    help: "Send only what becomes an event with the current patterns and options.")

  public static let includeEmitted = Setting<Bool>(
    "include-emitted", .boolean, default: false, commands: .of(.deadLettersRedrive), sources: .flag,
    help: "Also send dead letters that were written as events (--unmatched both).")

  public static let anyTopic = Setting<Bool>(
    "any-topic", .boolean, default: false, commands: .of(.deadLettersRedrive), sources: .flag,
    help: "Also send dead letters that came from other topics than --input.",
    detail: "Its progress is kept apart.")

  public static let trustUnverified = Setting<Bool>(
    "trust-unverified", .boolean, default: false, commands: .of(.deadLettersRedrive), sources: .flag,
    help: "Also send dead letters that the input does not confirm.",
    detail:
      "Without it, the input must hold the same record as the dead letter; otherwise anyone who may write to the dead-letter topic could create events."
  )

  public static let showAll = Setting<Bool>(
    "all", .boolean, default: false, commands: .of(.deadLettersGaps, .deadLettersSummary), sources: .flag,
    help: "Also what the patterns fit by now.")

  public static let minCount = Setting<Int>(
    "min-count", .integer(1...1_000_000_000), default: 1, commands: .of(.deadLettersGaps), sources: .flag,
    help: "Only groups of at least so many texts.")

  public static let top = Setting<Int>(
    "top", .integer(1...500), default: 500, commands: .of(.deadLettersGaps), sources: .flag,
    help: "Only so many groups, the largest first.")

  public static let maxAttempts = Setting<Int>(
    "max-attempts", .integer(1...1000), default: 3, commands: .of(.deadLettersRedrive), sources: .flag,
    help: "Leave dead letters that were sent back so often.")

  public static let rate = Setting<Int?>(
    "rate", .optional(.integer(1...1_000_000), off: "off"), default: 1000, commands: .of(.deadLettersRedrive),
    sources: .flag,
    help: "Most dead letters that are sent in a second.")

  public static let redriveGroup = Setting<String?>(
    "redrive-group", .optional(.groupName), default: nil, commands: .of(.deadLettersRedrive), sources: .flag,
    unset: "made of the group and the topics",
    help: "Group that keeps what the redrive has sent.")
}
