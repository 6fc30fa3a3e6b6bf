extension SettingKey {
  public static let probeWrite = Setting<Bool>(
    "probe-write", .boolean, default: false, commands: .of(.check), sources: .flag,
    help: "Try to write: one record in a transaction that is aborted.",
    detail: "For librdkafka before 2.3, which cannot ask for its rights. Without it writing is reported as not checked."
  )

  public static let strict = Setting<Bool>(
    "strict", .boolean, default: false, commands: .of(.check), sources: .flag,
    help: "End with 3 as well when something could not be checked.")

  /// Whether the check also tries hostile lines.
  public static let hostile = Setting<Bool>(
    "hostile", .boolean, default: false, commands: .of(.patternsCheck), sources: .flag,
    help:
      "Make hostile lines out of every pattern as well, and judge how they are read; without a file: the built-in ones."
  )

  public static let timeout = Setting<Duration>(
    "timeout", .duration(.milliseconds(100)...(.seconds(600))), default: .seconds(10),
    commands: .of(.check).and(.tools),
    help: "How long to wait for the brokers' answers.")

  public static let keepRunning = Setting<Bool>(
    "keep-running", .boolean, default: false, commands: .of(.demo), sources: .flag,
    help: "Stay up after the demonstration and print the brokers' address, so that kcat can look in.")

  public static let whole = Setting<Bool>(
    "whole", .boolean, default: false, commands: .of(.normalize, .explain), sources: .flag,
    help: "Take each file as one value instead of one value a line.")

  public static let deadLetterFile = Setting<String?>(
    "dead-letter-file", .optional(.file), default: nil, commands: .of(.normalize), sources: .flag,
    help: "Write dead letters to this file instead of between the events.")

  public static let noDeadLetters = Setting<Bool>(
    "no-dead-letters", .boolean, default: false, commands: .of(.normalize), sources: .flag,
    help: "Leave dead letters out; the summary still counts them.")

  public static let logLevel = Setting<SettingChoice.LogLevel>(
    "log-level", .word, default: .info, commands: .normalizing,
    kafkaNames: ["log_level"],
    help: "Least important log lines that are written to standard error.",
    detail: "librdkafka's own lines follow it too.")

  public static let logFormat = Setting<SettingChoice.LogFormat?>(
    "log-format", .optional(.word), default: nil, commands: .normalizing, unset: "text on a terminal, else json",
    help: "How log lines are written.")

  public static let progressInterval = Setting<Duration>(
    "progress-interval", .duration(.zero...(.seconds(86_400))), default: .seconds(30), commands: .of(.run, .demo),
    help: "How often a line with the counters is logged; 0 logs none.")
}
