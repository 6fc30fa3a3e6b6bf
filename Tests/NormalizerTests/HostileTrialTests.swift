import ECS
import Foundation
import Normalizer
import Patterns
import Testing

/// Hostile lines of every pattern; see `HostileTrial`.
@Suite struct HostileTrialTests {
  /// In a debug build a small trial of all patterns takes minutes: `HOSTILE=some`. The release binary does a larger one:
  /// `patterns check --hostile`.
  private static let isTried = ProcessInfo.processInfo.environment["HOSTILE"] != nil

  @Test(.enabled(if: isTried)) func `no hostile line of any pattern forges a field or an outcome`() throws {
    let catalogue = try Normalized.catalogue.get()
    let trial = HostileTrial(catalogue, extent: .some(1))
    for finding in trial.findings {
      let line = finding.first.line
      let (own, reader) = (catalogue.patterns[line.pattern], catalogue.patterns[finding.first.reader])
      Issue.record(
        """
        \(own.file):\(own.line) read by \(reader.file):\(reader.line), \(finding.count) lines: \(finding.first)
        \(String(decoding: line.text, as: UTF8.self))
        """)
    }
    #expect(trial.lineCount > 5_000)
    #expect(trial.gapCount * 20 < trial.lineCount)
  }

  @Test func `a pattern that lets a name choose the address is found`() throws {
    let file = PatternFile(
      name: "mine.patterns",
      text: """
        written-by peer    user
        written-by program address

        also myapp

        event login
          category authentication
          type     start
          outcome  failure
          pattern login of {user:text} from {address} port {port}{? {:text}}
          sample  login of bob from 192.0.2.7 port 22 again
        """)
    let catalogue = try Catalogue.builtIn(userFiles: [file])
    #expect(catalogue.check().isEmpty)
    let trial = HostileTrial(catalogue, extent: .some(10)) { $0.isUserDefined }
    #expect(trial.findings.contains { $0.first.path == "source.address" })
  }

  @Test func `a failure that a text can turn into a success is found`() throws {
    let file = PatternFile(
      name: "mine.patterns",
      text: """
        written-by anyone .my.text

        also myapp

        event success
          outcome success
          pattern {.my.text:text} accepted
          sample  bob accepted
        event failure
          outcome failure
          pattern failed: {.my.text:text}
          sample  failed: bob
        """)
    let trial = HostileTrial(try Catalogue.builtIn(userFiles: [file]), extent: .some(10)) { $0.isUserDefined }
    #expect(trial.findings.contains { $0.first.path == "event.outcome" })
  }

  @Test(.enabled(if: isTried), arguments: [OutputFormat.ecs, .sekoia])
  func `in an event of either format an attacker's address stands in no field but his own`(format: OutputFormat) throws
  {
    let catalogue = try Normalized.catalogue.get()
    var normalizer = Normalizer(options: NormalizerOptions(format: format), catalogue: catalogue)
    var lines: [HostileLine] = []
    _ = HostileTrial(
      catalogue, extent: .some(1),
      visit: { line in
        if String(decoding: line.text, as: UTF8.self).contains(Self.address) { lines.append(line) }
      })
    #expect(lines.count > 500)
    for line in lines {
      let text = record(
        String(decoding: line.text, as: UTF8.self), program: String(decoding: line.program, as: UTF8.self))
      for result in Normalized.all(Array(text.utf8), &normalizer) where !result.event.isEmpty {
        guard let reader = result.pattern else { continue }
        let pattern = catalogue.patterns[reader]
        let open = Set(
          zip(pattern.captures, pattern.writers).filter { $1?.provesNothing == true }.map(\.0.field.path))
        guard open.isDisjoint(with: Self.addresses) else {
          Issue.record("\(pattern.file):\(pattern.line) gives an address that proves nothing")
          continue
        }
        let event = try EventTree(result.event.utf8)
        for path in ["source.ip", "source.address", "source.domain", "destination.ip", "server.address"] {
          guard let value = event[path]?.text, value.contains(Self.address) else { continue }
          #expect(!line.ownPaths.isDisjoint(with: Self.addresses), "\(path) of \(text)")
        }
      }
    }
  }

  private static let address = "198.51.100.66"
  private static let addresses: Set<String> = [
    "source.address", "source.domain", "destination.address", "server.address",
  ]
}
