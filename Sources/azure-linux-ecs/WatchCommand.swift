import Base
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
