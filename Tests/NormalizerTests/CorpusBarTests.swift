import Foundation
import Normalizer
import Testing

/// How much of real logs the catalogue knows; the figures are printed.
@Suite(.enabled(if: Corpus.isThere, "the reference corpus is not beside the project"))
struct CorpusBarTests {
  private struct Measure: CustomStringConvertible {
    let name: String
    var counts = NormalizerCounts()
    /// Texts of known programs that no pattern matches.
    var gaps: [String] = []
    var share: Double { Double(counts.matched) / Double(max(1, counts.records)) }

    var description: String {
      "\(name): \(counts.records) records, \(counts.matched) matched (\(percent(share))), \(counts.ofOtherPrograms) of other "
        + "programs, \(gaps.count) gaps, \(counts.deadLetters) dead letters"
    }
  }

  private func measure(_ name: String, _ values: [[UInt8]]) throws -> Measure {
    var measure = Measure(name: name)
    var normalizer = Normalizer(options: NormalizerOptions(), catalogue: try Normalized.catalogue.get())
    for value in values {
      for result in Normalized.all(value, &normalizer) where result.reason == .unmatchedMessage {
        measure.gaps.append(result.record)
      }
    }
    measure.counts = normalizer.counts
    print(measure)
    return measure
  }

  @Test(arguments: ["openssh-2k", "beats-secure-rhel7"])
  func `at least 99.8 percent of the logs of attacked SSH servers are matched, and nothing is a gap`(name: String)
    throws
  {
    let measure = try measure(name, try Corpus.lines("records/\(name).jsonl"))
    #expect(measure.counts.records > 0 && measure.share >= 0.998)
    #expect(measure.gaps.isEmpty)
  }

  @Test func `no record of another program is a dead letter`() throws {
    let measure = try measure("other-idents", try Corpus.lines("records/other-idents.jsonl"))
    #expect(measure.counts.records == measure.counts.events)
    #expect(measure.counts.deadLetters == 0)
  }

  /// What Sekoia.io's appliances write under the name of sshd, and OpenSSH never does.
  private static let foreignTexts = ["hostd["]

  @Test(arguments: ["beats-auth", "elastic-syslog", "sekoia-openssh", "sekoia-other"])
  func `no input of the pairs is a gap but for what another program wrote under a known name`(name: String) throws {
    let measure = try measure(name, try Pair.all(in: name).map { Array($0.input.utf8) })
    #expect(measure.gaps.filter { gap in !Self.foreignTexts.contains { gap.contains($0) } }.isEmpty)
  }

  @Test(
    .enabled(if: LoadGenerator.isThere, "the load generator is not there, or no python3"), arguments: ["real", "seed"])
  func `every good record of the load generator that a known program wrote is matched`(mix: String) throws {
    let values = try LoadGenerator.values(count: 5000, mix: mix)
    let measure = try measure("load generator, \(mix) mix", values.map(\.value))
    #expect(measure.counts.records == 5000 && measure.gaps.isEmpty && measure.counts.deadLetters == 0)
    let templates = Set(values.map(\.label))
    print("load generator, \(mix) mix: \(templates.count) templates")
  }

  @Test(.enabled(if: LoadGenerator.isThere, "the load generator is not there, or no python3"))
  func `a bad record of the load generator becomes what the contract says`() throws {
    let reasons: [String: DeadLetterReason] = [
      "empty": .emptyValue, "blank": .emptyValue, "truncated": .invalidJSON, "not-json": .invalidJSON,
      "trailing-garbage": .invalidJSON, "deep-nesting": .invalidJSON, "invalid-utf8": .invalidUTF8,
      "json-number": .notARecord, "json-string": .notARecord, "json-null": .notARecord, "json-array": .notARecord,
      "empty-object": .foreignRecord, "metric-row": .foreignRecord, "file-row": .foreignRecord,
      "no-msg": .missingMessage,
      "null-msg": .missingMessage, "empty-msg": .missingMessage, "number-msg": .missingMessage,
      "object-msg": .missingMessage, "no-properties": .missingMessage, "null-properties": .missingMessage,
      "array-properties": .missingMessage, "string-properties": .missingMessage,
    ]
    let options = NormalizerOptions(unmatched: .emit, invalidUTF8: .deadLetter)
    var normalizer = Normalizer(options: options, catalogue: try Normalized.catalogue.get())
    var kinds: Set<String> = []
    for (value, label) in try LoadGenerator.values(count: 4000, badFraction: 0.5) where label.hasPrefix("bad ") {
      let kind = String(label.dropFirst(4))
      kinds.insert(kind)
      var results = Normalized.all(value, &normalizer)
      // The record before the garbage is whole.
      if kind == "trailing-garbage" { #expect(results.count == 2 && results.removeFirst().outcome == .event) }
      for result in results {
        #expect(result.reason == reasons[kind], "\(kind): \(result.record.prefix(200))")
      }
    }
    #expect(kinds.count > 30)
  }
}

/// A share as people read it.
func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 100) %" }
