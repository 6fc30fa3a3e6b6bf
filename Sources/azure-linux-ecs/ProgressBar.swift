import Logging

/// A progress line that begins when it is known how much there is to do, and only where a person looks.
final class ProgressBar {
  private let title: String
  private let unit: String
  private var line: ProgressLine?

  init(_ title: String, unit: String) {
    self.title = title
    self.unit = unit
  }

  func show(_ done: Int, of total: Int) {
    guard LineWriter.standardError.isTerminal else { return }
    if line == nil { line = ProgressLine(title, total: total, unit: .things(unit)) }
    line?.advance(to: done)
  }

  func finish() { line?.finish() }
}
