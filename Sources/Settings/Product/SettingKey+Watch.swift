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
