public import CommandLine

extension SettingKey {
  public static let topic = Setting<[String]>(
    "topic", .list(of: .text("a topic", metavar: "topic")), default: [], commands: .offsets, sources: .flag,
    short: "t", metavar: "topic[:partition,...]", unset: "the input topic",
    help: "Topic whose offsets are meant, or some partitions of it; may be repeated.",
    detail: "raw is all of the topic raw, raw:0,3 are two of its partitions.")

  public static let allTopics = Setting<Bool>(
    "all-topics", .boolean, default: false, commands: .offsets, sources: .flag,
    help: "All topics for which the group has committed something.")

  public static let toEarliest = Setting<Bool>(
    "to-earliest", .boolean, default: false, commands: .of(.offsetsReset), sources: .flag,
    help: "Go on at the first record that is kept.")

  public static let toLatest = Setting<Bool>(
    "to-latest", .boolean, default: false, commands: .of(.offsetsReset), sources: .flag,
    help: "Continue after the last record.")

  public static let toCurrent = Setting<Bool>(
    "to-current", .boolean, default: false, commands: .of(.offsetsReset), sources: .flag,
    help: "Commit again what is committed, and the end where nothing is.")

  public static let toOffset = Setting<Int?>(
    "to-offset", .optional(.integer(0...largestOffset, metavar: "offset")), default: nil,
    commands: .of(.offsetsReset), sources: .flag,
    help: "Go on at this offset.")

  public static let shiftBy = Setting<Int?>(
    "shift-by", .optional(.integer(-largestOffset...largestOffset)), default: nil, commands: .of(.offsetsReset),
    sources: .flag,
    help: "Go on so many offsets further, or further back if it is below zero.")

  public static let toDatetime = Setting<String?>(
    "to-datetime", .optional(.text("a date and time", metavar: "YYYY-MM-DDTHH:mm:SS.sss")), default: nil,
    commands: .of(.offsetsReset), sources: .flag,
    help: "Go on at the first record that is not older than this time (UTC unless it names a zone).")

  public static let byDuration = Setting<String?>(
    "by-duration", .optional(.text("an ISO 8601 duration", metavar: "PnDTnHnMnS")), default: nil,
    commands: .of(.offsetsReset), sources: .flag,
    help: "Go on at the first record that is not older than this long: PT1H is an hour ago.")

  public static let fromFile = Setting<String?>(
    "from-file", .optional(.file), default: nil, commands: .of(.offsetsReset), sources: .flag,
    help: "Go on at the offsets of a CSV file with lines topic,partition,offset, as --export writes it.")

  public static let execute = Setting<Bool>(
    "execute", .boolean, default: false, commands: .of(.offsetsReset, .deadLettersRedrive), sources: .flag,
    help: "Do it; without this flag only the plan is shown.")

  public static let dryRun = Setting<Bool>(
    "dry-run", .boolean, default: false, commands: .of(.offsetsReset, .deadLettersRedrive), sources: .flag,
    help: "Only show the plan, which is what happens without --execute.")

  public static let export = Setting<Bool>(
    "export", .boolean, default: false, commands: .of(.offsetsReset), sources: .flag,
    help: "Print the new offsets as CSV lines topic,partition,offset.")

  public static let json = Setting<Bool>(
    "json", .boolean, default: false, commands: .tools.and(.of(.watch)), sources: .flag, isNegatable: true,
    unset: "a table on a terminal, else json",
    help: "Print JSON for machines.")

  /// Far beyond any log, far from overflow.
  private static let largestOffset = 1_000_000_000_000_000
}
