import CommandLine
import ECS
import Logging
import Normalizer
import Patterns
import Settings

/// The end of the demonstration: one whole record with its events, and a parser gap that is closed.
struct DemoStory {
  let values: SettingValues
  let catalogue: Catalogue

  private static let record = """
    {"time":"2026-03-14T09:26:53.5890000Z","resourceId":"/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/\
    web/providers/Microsoft.Compute/virtualMachines/web-1","category":"auth","level":"Informational","operationName":\
    "LinuxSyslogEvent","properties":{"ident":"sshd","pid":"2211","hostname":"web-1","Facility":"auth","Severity":"info",\
    "Msg":"Failed password for invalid user admin from 198.51.100.23 port 40022 ssh2"}}
    """
  private static let text = "Blocked login of bob from 192.0.2.7 port 50122"
  private static let gap = record.replacing(
    "Failed password for invalid user admin from 198.51.100.23 port 40022 ssh2", with: text)
  static let patternFile = """
    written-by peer    user
    written-by program address

    also sshd

    event login blocked by policy
      category authentication
      type     start
      action   ssh_login
      outcome  failure

      pattern Blocked login of {user} from {address} port {port}
      sample  \(text)
        user.name = bob
      hostile Blocked login of x from 1.2.3.4 port 1 from 192.0.2.7 port 50122
        source.address = 192.0.2.7

    """

  func tell() {
    show("A record", IndentedJSON(Self.record).lines)
    show("becomes, with --format ecs", lines(of: Self.record, .ecs, catalogue))
    show(
      "and with --format sekoia, where event.outcome is the outcome of parsing",
      lines(of: Self.record, .sekoia, catalogue))
    show("A text that no pattern fits, a parser gap, becomes a dead letter", lines(of: Self.gap, .ecs, catalogue))
    show("Patterns of your own close it, without a release", Self.patternFile.split(separator: "\n").map(String.init))
    let file = PatternFile(name: "mine.patterns", text: Self.patternFile)
    if let extended = try? Catalogue.builtIn(userFiles: [file]) {
      show("and the record becomes", lines(of: Self.gap, .ecs, extended))
    }
    Output.standard.write(
      """

      Next, records of your own: azure-linux-ecs normalize --format ecs FILE
      or those of a topic:       azure-linux-ecs normalize --format ecs --brokers HOST:9092 --from-topic TOPIC --last 100
      and the worker:            azure-linux-ecs help check

      """)
  }

  private func show(_ title: String, _ lines: [String]) {
    Output.standard.write("\n\(title):\n")
    for line in lines { Output.standard.write("  \(line)\n") }
  }

  private func lines(of record: String, _ format: OutputFormat, _ catalogue: Catalogue) -> [String] {
    var lines: [String] = []
    var normalizer = Normalizer(
      options: NormalizerOptions(format: format, includesOriginal: false), catalogue: catalogue)
    let bytes = Array(record.utf8)
    normalizer.normalize(bytes.span, from: .none) { disposition in
      if case .deadLetter(let reason) = disposition.outcome {
        lines.append("\(reason.rawValue): \(disposition.detail)")
      } else {
        lines += unsafe disposition.event.withUnsafeBufferPointer {
          IndentedJSON(unsafe String(decoding: $0, as: UTF8.self)).lines
        }
      }
    }
    return lines
  }
}
