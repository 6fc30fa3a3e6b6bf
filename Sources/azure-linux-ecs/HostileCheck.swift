import Base
import Dispatch
import ECS
import Logging
import Patterns
import Synchronization

/// `patterns check --hostile`: makes hostile lines and judges how they are read.
struct HostileCheck {
  private let catalogue: Catalogue
  private let extent: HostileTrial.Extent

  /// How many texts of its program and of others each line is tried with: a minute or two on two processors.
  private static let textCount = 250
  /// How many lines of a part of the trial are written as events as well.
  private static let eventCountOfPart = 40

  init(_ catalogue: Catalogue, triesEveryText: Bool) {
    self.catalogue = catalogue
    extent = triesEveryText ? .everything : .some(Self.textCount)
  }

  /// Tries the user's patterns, or all where there are none; nothing forged is 0.
  func run() -> Int32 {
    let isOwn = catalogue.patterns.contains(where: \.isUserDefined)
    let plan = HostilePlan(catalogue) { !isOwn || $0.isUserDefined }
    let progress = ProgressLine("trying hostile lines", total: plan.partCount, unit: .things("wordings"))
    let shared = Mutex<(trial: HostileTrial?, lines: [HostileLine])>((nil, []))
    DispatchQueue.concurrentPerform(iterations: plan.partCount) { part in
      var lines: [HostileLine] = []
      var count = 0
      let trial = plan.trial(ofPart: part, extent: extent) { line in
        count += 1
        // Ever fewer of a long part, so that its end is among them too.
        if count & (count - 1) == 0 || (lines.count < Self.eventCountOfPart && count.isMultiple(of: 97)) {
          lines.append(line)
        }
      }
      shared.withLock { shared in
        if shared.trial == nil { shared.trial = trial } else { shared.trial?.add(trial) }
        shared.lines += lines
      }
      progress.advance(by: 1)
    }
    progress.finish()
    let (trial, lines) = shared.withLock { ($0.trial, $0.lines) }
    let events = HostileEvents(lines, catalogue)
    for sentence in events.faults { Output.error.write("\(sentence)\n") }
    return report(trial, events: events.count, isRight: events.faults.isEmpty)
  }

  private func report(_ trial: HostileTrial?, events: Int, isRight: Bool) -> Int32 {
    for finding in trial?.findings ?? [] {
      let line = finding.first.line
      let (pattern, reader) = (catalogue.patterns[line.pattern], catalogue.patterns[finding.first.reader])
      let text = Terminal.sanitize(String(decoding: line.text, as: UTF8.self))
      Output.error.write(
        """
        \(pattern.file):\(pattern.line): \(finding.count) hostile lines forged, read by \
        \(reader.file):\(reader.line): \(Terminal.sanitize(finding.first.description))
          \(text)

        """)
    }
    Output.standard.write(
      """
      \(trial?.lineCount ?? 0) hostile lines, \(trial?.forgedCount ?? 0) forged, \(trial?.gapCount ?? 0) read by no \
      pattern; \(events) of them written as events in each format

      """)
    return (isRight && trial?.findings.isEmpty != false ? ExitCode.success : .usage).rawValue
  }
}
