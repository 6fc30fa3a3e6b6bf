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

  /// Whether the check tries every hostile text in every line.
  public static let everyText = Setting<Bool>(
    "every-text", .boolean, default: false, commands: .of(.patternsCheck), sources: .flag,
    help: "With --hostile: try every text in every line, not a spread of them; takes minutes.")

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
