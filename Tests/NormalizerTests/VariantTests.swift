import ECS
import Normalizer
import Testing

/// An event is what its record says, whatever records came before it: what is kept from one to the next shows in none.
@Suite struct VariantTests {
  private static let texts = [
    ("sshd", "Accepted password for root from 192.0.2.7 port 4711 ssh2"),
    ("sudo", "alice : TTY=pts/1 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/sbin/useradd bob"),
    ("CRON", "(root) CMD (run \\\"x\\\" now)"), ("myapp", "hello"),
  ]

  private static func record(_ number: Int) -> [UInt8] {
    let (program, text) = texts[number % texts.count]
    let levels = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "none"]
    let facilities = ["auth", "authpriv", "daemon", "cron", "local3", "mark", "mine", "7", "Unknown"]
    let pid = number % 3 == 0 ? "" : #","pid":"\#(number)""#
    let host = number % 5 == 0 ? "" : #","hostname":"vm\#(number % 7)""#
    let sender = number % 2 == 0 ? "" : #","SendingHost":"10.0.0.\#(number % 11)""#
    let id =
      number % 7 == 0
      ? "" : #""resourceId":"/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/X/VIRTUALMACHINES/V\#(number % 13)","#
    return Array(
      #"{\#(id)"time":"2026-03-14T09:26:53Z","level":"\#(levels[number / 4 % 9])","properties":{"ident":"\#(program)","Facility":"\#(facilities[number / 36 % 9])"\#(pid)\#(host)\#(sender),"Msg":"\#(text)"}}"#
        .utf8)
  }

  @Test(arguments: OutputFormat.allCases)
  func `an event is the same among thousands of others and alone`(format: OutputFormat) throws {
    let options = NormalizerOptions(format: format, unmatched: .emit)
    let catalogue = try Normalized.catalogue.get()
    var normalizer = Normalizer(options: options, catalogue: catalogue)
    var events: [String] = []
    for number in 0..<4000 {
      events += Normalized.all(Self.record(number), &normalizer).map(\.event)
    }
    #expect(events.count == 4000)
    for number in stride(from: 0, to: 4000, by: 67) {
      let alone = try Normalized.all(Self.record(number), options, catalogue: catalogue)
      #expect(alone.map(\.event) == [events[number]])
    }
  }
}
