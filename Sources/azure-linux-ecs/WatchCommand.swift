import Base
import CommandLine
@unsafe @preconcurrency import Glibc
import Logging
import Operations
import Settings
import Worker

/// `watch`: what workers are doing, drawn again and again on a terminal.
struct WatchCommand {
  private let values: SettingValues
  private let stop = StopSignal()

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      var addresses: [MetricsAddress] = []
      for url in values[SettingKey.url] { addresses.append(try MetricsAddress(url)) }
      let signals = Signals(
        stopping: stop, within: .seconds(10),
        logger: Logger(label: "watch", level: .info, sink: StreamSink(format: nil)))
      defer { _ = signals }
      let watch = Watch(addresses)
      let asJSON = values[SettingKey.json]
      if values[SettingKey.once] || !asJSON && !Terminal.isTerminal(STDOUT_FILENO) {
        return once(watch, asJSON: asJSON)
      }
      if asJSON { return lines(watch) }
      live(watch)
      return ExitCode.success.rawValue
    }
  }

  /// One snapshot, with the rates over one interval.
  private func once(_ watch: Watch, asJSON: Bool) -> Int32 {
    guard watch.look(shouldStop: { stop.isRequested }) != nil, pause() else { return ExitCode.success.rawValue }
    guard let frame = watch.look(shouldStop: { stop.isRequested }) else { return ExitCode.success.rawValue }
    Output.standard.write(asJSON ? frame.jsonLine + "\n" : frame.plainText)
    return watch.reachable > 0 ? ExitCode.success.rawValue : ExitCode.refused.rawValue
  }

  /// A line of JSON for each interval.
  private func lines(_ watch: Watch) -> Int32 {
    while let frame = watch.look(shouldStop: { stop.isRequested }) {
      Output.standard.write(frame.jsonLine + "\n")
      Output.standard.flush()
      guard pause() else { break }
    }
    return ExitCode.success.rawValue
  }

  private func live(_ watch: Watch) {
    let screen = LiveScreen()
    defer { screen.close() }
    var isEnded = false
    func shouldStop() -> Bool {
      isEnded = isEnded || stop.isRequested || screen.wait(milliseconds: 0)
      return isEnded
    }
    while !shouldStop(), let frame = watch.look(shouldStop: shouldStop) {
      screen.draw(frame)
      let due = ContinuousClock.now + values[SettingKey.interval]
      var size = Terminal.size(STDOUT_FILENO)
      while !isEnded, ContinuousClock.now < due {
        let left = (due - .now) / .milliseconds(1)
        isEnded = screen.wait(milliseconds: Int32(min(100, max(1, left)))) || stop.isRequested
        let now = Terminal.size(STDOUT_FILENO)
        if now?.rows != size?.rows || now?.columns != size?.columns { screen.draw(frame) }
        size = now
      }
    }
  }

  /// Waits for an interval; returns whether it went by.
  private func pause() -> Bool {
    let due = ContinuousClock.now + values[SettingKey.interval]
    while ContinuousClock.now < due, !stop.isRequested {
      _ = poll(nil, 0, Int32(min(100, max(1, (due - .now) / .milliseconds(1)))))
    }
    return !stop.isRequested
  }
}

/// The terminal while `watch` draws on it: its other screen, without cursor and without echo; all of it is given back.
final class LiveScreen {
  private var before = termios()
  private let hasKeys: Bool
  private let hasColors: Bool
  private var isOpen = true

  /// Takes standard output, and keys of standard input if that is a terminal too.
  init() {
    hasKeys = unsafe isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0
    // no-color.org: any value but the empty one; a dumb terminal knows no colours.
    hasColors = Self.variable("NO_COLOR").isEmpty && Self.variable("TERM") != "dumb"
    if hasKeys {
      var raw = before
      // Ctrl-C comes as a key as well, so that the screen is given back before the end.
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
      _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    }
    write("\u{1B}[?1049h\u{1B}[?25l")
  }

  deinit { close() }

  /// Gives the terminal back as it was.
  func close() {
    guard isOpen else { return }
    isOpen = false
    write("\u{1B}[?25h\u{1B}[?1049l")
    if hasKeys { _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before) }
  }

  /// Draws over what was there, without a blank moment between.
  func draw(_ frame: WatchFrame) {
    let size = Terminal.size(STDOUT_FILENO) ?? (rows: 24, columns: 80)
    var text = "\u{1B}[H"
    for line in frame.screen(rows: size.rows, columns: size.columns) {
      text += styled(line) + "\u{1B}[K\r\n"
    }
    write(text + "\u{1B}[Jq ends")
  }

  /// Waits for a key or the time; returns whether `q`, Ctrl-C or Ctrl-D came.
  func wait(milliseconds: Int32) -> Bool {
    guard hasKeys else {
      _ = poll(nil, 0, milliseconds)
      return false
    }
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&descriptor, 1, milliseconds) > 0 else { return false }
    var key: UInt8 = 0
    let count = unsafe read(STDIN_FILENO, &key, 1)
    return count <= 0 || [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4].contains(key)
  }

  private func styled(_ line: WatchFrame.Line) -> String {
    let code =
      switch line.weight {
      case .plain: ""
      case .heading: "1"
      case .good: hasColors ? "32" : ""
      case .warning: hasColors ? "33" : ""
      case .bad: hasColors ? "31" : "1"
      }
    return code.isEmpty ? line.text : "\u{1B}[\(code)m\(line.text)\u{1B}[0m"
  }

  private func write(_ text: String) {
    Output.standard.write(text)
    Output.standard.flush()
  }

  private static func variable(_ name: String) -> String {
    unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
  }
}
