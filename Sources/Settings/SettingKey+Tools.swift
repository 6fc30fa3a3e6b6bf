public import CommandLine
public import Logging

extension SettingKey {
  public static let probeWrite = Setting<Bool>(
    "probe-write", .boolean, default: false, commands: .of(.check), sources: .flag,
    help: "Try to write: one record in a transaction that is aborted.",
    detail: "For librdkafka before 2.3, which cannot ask for its rights. Without it writing is reported as not checked."
  )

  public static let strict = Setting<Bool>(
    "strict", .boolean, default: false, commands: .of(.check), sources: .flag,
    help: "End with 3 as well when something could not be checked.")

  public static let checkAll = Setting<Bool>(
    "all", .boolean, default: false, id: "check-all", commands: .of(.check), sources: .flag,
    help: "Show every setting, also those with their defaults.")

  public static let checkJSON = Setting<Bool>(
    "json", .boolean, default: false, id: "check-json", commands: .of(.check), sources: .flag,
    help: "Print one line of JSON for machines, with every setting.")

  /// Whether the check also tries hostile lines.
  public static let hostile = Setting<Bool>(
    "hostile", .boolean, default: false, commands: .of(.patternsCheck), sources: .flag,
    help:
      "Make hostile lines out of every pattern as well, and judge how they are read; without a file: the built-in ones."
  )

  /// Whether the check tries every hostile text in every line.
  public static let everyText = Setting<Bool>(
    "every-text", .boolean, default: false, commands: .of(.patternsCheck), sources: .flag,
    help: "With --hostile: try every text in every line, not a spread of them; takes minutes.")

  public static let timeout = Setting<Duration>(
    "timeout", .duration(.milliseconds(100)...(.seconds(600))), default: .seconds(10),
    commands: .of(.check).and(.tools).and(.looking),
    help: "How long to wait for the brokers' answers.")

  public static let keepRunning = Setting<Bool>(
    "keep-running", .boolean, default: false, commands: .of(.demo), sources: .flag,
    help: "Stay up after the demonstration and print the brokers' address, so that kcat can look in.")

  public static let whole = Setting<Bool>(
    "whole", .boolean, default: false, commands: .looking, sources: .flag,
    help: "Take each file as one value.")

  public static let lines = Setting<Bool>(
    "lines", .boolean, default: false, commands: .looking, sources: .flag,
    help: "Take each line as one value, whatever it holds.",
    detail: "Without it a JSON value may go over several lines, and ends where its braces are closed.")

  public static let fromTopic = Setting<String?>(
    "from-topic", .optional(.topicName), default: nil, commands: .looking, sources: .flag, unset: "files are read",
    help: "Read the records of this topic instead of files.",
    detail:
      "Up to the end that it has now, without a group: nothing is committed, and no worker notices. Needs brokers.")

  public static let runUntil = Setting<String?>(
    "until", .optional(.text("end, or a time", metavar: "end|time")), default: nil, id: "run-until",
    commands: .of(.run), sources: .flag, unset: "until it is stopped",
    help: "Stop and end with 0 when the group has done what the input has now, or what is older than a time.",
    detail:
      "end is the end of the input at the start; a time is 2026-11-24T10:00 (UTC) or how long ago, 90m. Records after it that "
      + "were read meanwhile are done as well. Brokers have to answer at the start.")

  public static let text = Setting<String?>(
    "text", .optional(.text("a text", metavar: "text")), default: nil, commands: .of(.explain), sources: .flag,
    unset: "records are read",
    help: "Explain this text of the program that --program names, without a record around it.")

  public static let textProgram = Setting<String?>(
    "program", .optional(.text("a program's name", metavar: "program")), default: nil, id: "explain-program",
    commands: .of(.explain), sources: .flag, unset: "none",
    help: "The program that wrote the text of --text, such as sshd.")

  public static let deadLetterFile = Setting<String?>(
    "dead-letter-file", .optional(.file), default: nil, commands: .of(.normalize), sources: .flag,
    help: "Write dead letters to this file instead of between the events.")

  public static let noDeadLetters = Setting<Bool>(
    "no-dead-letters", .boolean, default: false, commands: .of(.normalize), sources: .flag,
    help: "Leave dead letters out; the summary still counts them.")

  public static let logLevel = Setting<Logger.Level>(
    "log-level", .word, default: .info, commands: .normalizing,
    kafkaNames: ["log_level"],
    help: "Least important log lines that are written to standard error.",
    detail: "librdkafka's own lines follow it too.")

  public static let logFormat = Setting<LogFormat?>(
    "log-format", .optional(.word), default: nil, commands: .normalizing, unset: "text on a terminal, else json",
    help: "How log lines are written.")

  public static let progressInterval = Setting<Duration>(
    "progress-interval", .duration(.zero...(.seconds(86_400))), default: .seconds(30), commands: .of(.run, .demo),
    help: "How often a line with the counters is logged; 0 logs none.")
}

extension SettingKey {
  public static let metrics = Setting<HostPort?>(
    "metrics", .optional(.listenAddress, off: "off"), default: nil, commands: .of(.run, .check),
    help: "Address to serve metrics, health and a status page on.",
    detail:
      "A port alone listens on 127.0.0.1; 0.0.0.0:9464 or [::]:9464 on all addresses. There are /metrics for Prometheus, "
      + "/healthz, /readyz and / for people. There is no authentication, and no secret is shown.")
}

extension ValueType where Value == HostPort {
  /// `host:port`, or a port alone for the loopback address.
  static var listenAddress: ValueType<HostPort> {
    let address = ValueType<HostPort>.hostPort()
    return ValueType(
      expectation: "a port, or an address host:port",
      metavar: "host:port",
      read: { text in
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return address.read(text) }
        return address.read("127.0.0.1:" + text)
      },
      write: address.write)
  }
}

extension SettingKey {
  public static let url = Setting<[String]>(
    "url", .list(of: .text("an address such as http://127.0.0.1:9464", metavar: "url")), default: [],
    commands: .of(.watch), requiredBy: .of(.watch), sources: .flag,
    help: "Where a worker serves its metrics; may be repeated for several workers.",
    detail: "Without a path /metrics is asked for; host:port alone is http.")

  public static let interval = Setting<Duration>(
    "interval", .duration(.milliseconds(200)...(.seconds(3600))), default: .seconds(2), commands: .of(.watch),
    sources: .flag,
    help: "How often the workers are asked.")

  public static let once = Setting<Bool>(
    "once", .boolean, default: false, commands: .of(.watch), sources: .flag,
    help: "Print one snapshot after one interval and end, as without a terminal.")
}

/// The settings of `azure-linux-ecs`, each declared once, in files by group; `SettingTable.worker` lists them.
public enum SettingKey {}
