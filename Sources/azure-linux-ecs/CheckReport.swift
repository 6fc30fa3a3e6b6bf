import Base
import CommandLine
import Kafka
import Logging
import Settings
import StrictJSON
import Worker

/// What `check` has to say: the findings first, then the settings that are not what they are by default.
struct CheckReport {
  typealias Status = ConnectionCheck.Finding.Status

  private var findings: [ConnectionCheck.Finding] = []
  private let settings: [ReportLine]
  var exitCode = ExitCode.success

  init(settings: [ReportLine]) { self.settings = settings }

  mutating func add(_ finding: ConnectionCheck.Finding) { findings.append(finding) }
  mutating func add(_ status: Status, _ sentence: String) {
    add(ConnectionCheck.Finding(status: status, sentence: sentence))
  }

  func count(_ status: Status) -> Int { findings.count { $0.status == status } }

  /// For people.
  func text(all: Bool, isStrict: Bool) -> String {
    var text = "\(Program.name) \(Program.version), librdkafka \(LibraryVersion.text)\n"
    for finding in findings where !isError(finding) {
      for (index, line) in finding.sentence.split(separator: "\n").enumerated() {
        text += "\(index == 0 ? finding.status.rawValue : "            ")  \(Terminal.sanitize(String(line)))\n"
      }
      if let remedy = finding.remedy { text += "                \(Terminal.sanitize(remedy))\n" }
    }
    text += "\n\(summary(isStrict: isStrict))\n\n"
    let shown = all ? settings : settings.filter { $0.origin != .default }
    let hidden = settings.count - shown.count
    return text + shown.text + (hidden > 0 ? "and \(hidden) settings with their defaults; --all shows them\n" : "")
  }

  /// What is wrong with the settings themselves goes to standard error, as in every other command.
  private func isError(_ finding: ConnectionCheck.Finding) -> Bool { exitCode == .usage && finding.status == .bad }

  var errorText: String { findings.filter(isError).map { "Error: \($0.sentence)\n" }.joined() }

  /// What was checked, and what came of it.
  private func summary(isStrict: Bool) -> String {
    let bad = count(.bad)
    let unknown = count(.unknown)
    let parts = [
      bad > 0 ? "\(bad) not ok" : nil, "\(count(.good)) ok",
      count(.warning) > 0 ? "\(count(.warning)) to look at" : nil,
      unknown > 0 ? "\(unknown) not checked" : nil,
    ]
    let counts = parts.compactMap { $0 }.joined(separator: ", ")
    if bad > 0 { return "A worker would not work: \(counts)." }
    if unknown == 0 { return "A worker would work: \(counts)." }
    return isStrict
      ? "Not everything could be checked, and --strict wants all: \(counts)."
      : "Nothing wrong was found, and not everything could be checked: \(counts)."
  }

  /// One line of JSON, for machines.
  var json: String {
    var buffer = ByteBuffer(capacity: 4096)
    func member(_ name: String, _ value: String, isFirst: Bool = false) {
      buffer.append("\(isFirst ? "" : ",")\"\(name)\":\"")
      buffer.appendEscaped(value)
      buffer.append("\"")
    }
    buffer.append("{\"exit_code\":\(exitCode.rawValue)")
    member("version", Program.version)
    member("librdkafka", LibraryVersion.text)
    buffer.append(",\"findings\":[")
    for (index, finding) in findings.enumerated() {
      buffer.append(index == 0 ? "{" : ",{")
      member("status", Self.name(of: finding.status), isFirst: true)
      member("sentence", finding.sentence)
      if let remedy = finding.remedy { member("remedy", remedy) }
      buffer.append("}")
    }
    buffer.append("],\"settings\":[")
    for (index, line) in settings.enumerated() {
      buffer.append(index == 0 ? "{" : ",{")
      member("name", line.name, isFirst: true)
      member("value", line.value)
      member("origin", "\(line.origin)")
      buffer.append("}")
    }
    buffer.append("]}")
    let text = unsafe buffer.span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    return Terminal.harmless(json: text) + "\n"
  }

  private static func name(of status: Status) -> String {
    switch status {
    case .good: "ok"
    case .bad: "not_ok"
    case .warning: "warning"
    case .unknown: "not_checked"
    }
  }
}
