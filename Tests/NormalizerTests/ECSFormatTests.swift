import ECS
import Foundation
import Normalizer
import Patterns
import Testing

/// Every event of the `ecs` format, whatever it is made of, against the list of ECS's fields.
@Suite(.enabled(if: Corpus.isThere, "the reference corpus is not beside the project"))
struct ECSFormatTests {
  private static let options = NormalizerOptions(format: .ecs, unmatched: .both)

  /// Judges all events of the values; a disagreement is told once, with the first text it is about.
  private func judge(_ values: [[UInt8]], _ options: NormalizerOptions = Self.options) throws -> Int {
    let list = try ECSFieldList()
    var normalizer = Normalizer(options: options, catalogue: try Normalized.catalogue.get())
    var events = 0
    var disagreements: [String: String] = [:]
    for value in values {
      for result in Normalized.all(value, &normalizer) where !result.event.isEmpty {
        events += 1
        do {
          let tree = try EventTree(result.event.utf8)
          for disagreement in list.disagreements(about: tree) where disagreements[disagreement] == nil {
            disagreements[disagreement] = tree["message"]?.text
          }
          // White space and a byte order mark around a record belong to the value, and not to the record.
          let start = result.recordBytes.drop { $0 != UInt8(ascii: "{") }
          let record = start.reversed().drop { $0 != UInt8(ascii: "}") }.reversed()
          // Decoding puts U+FFFD for what is not UTF-8, as the event does.
          if tree["event.original"]?.text.map({ Array($0.utf8) }) != Array(String(decoding: record, as: UTF8.self).utf8)
          {
            disagreements["event.original is not the record"] = tree["message"]?.text
          }
        } catch {
          disagreements["\(error)"] = result.event
        }
      }
    }
    for (disagreement, text) in disagreements.prefix(20) { Issue.record("\(disagreement): \(text)") }
    return events
  }

  @Test(arguments: Dataset.allCases)
  func `every sample of the catalogue becomes an event as ECS wants it`(dataset: Dataset) throws {
    let catalogue = try Normalized.catalogue.get()
    let samples = catalogue.patterns.flatMap(\.samples)
    let values = samples.map {
      Array(record(String(decoding: $0.text, as: UTF8.self), program: String(decoding: $0.program, as: UTF8.self)).utf8)
    }
    let options = NormalizerOptions(format: .ecs, unmatched: .both, dataset: dataset)
    #expect(try judge(values, options) == samples.count)
  }

  @Test(arguments: ["openssh-2k", "beats-secure-rhel7", "other-idents"])
  func `every record of the corpus becomes an event as ECS wants it`(name: String) throws {
    let values = try Corpus.lines("records/\(name).jsonl")
    #expect(try judge(values) == values.count)
  }

  @Test(arguments: ["beats-auth", "elastic-syslog", "sekoia-openssh", "sekoia-other"])
  func `every input of the pairs becomes an event as ECS wants it`(name: String) throws {
    let pairs = try Pair.all(in: name)
    #expect(try judge(pairs.map { Array($0.input.utf8) }) == pairs.count)
  }

  @Test func `every shape that is a syslog line becomes an event as ECS wants it`() throws {
    let shapes = try Corpus.files("shapes").map { try Corpus.bytes("shapes/\($0)") }
    let seed = try Corpus.files("seed").map { name in
      let sample = try JSONSerialization.jsonObject(with: Data(try Corpus.bytes("seed/\(name)"))) as? [String: Any]
      return Array((sample?["input"] as? String ?? "").utf8)
    }
    #expect(try judge(shapes + seed) > shapes.count)
  }

  @Test(.enabled(if: LoadGenerator.isThere, "the load generator is not there, or no python3"), arguments: [0, 0.4])
  func `every record of the load generator becomes an event as ECS wants it`(badFraction: Double) throws {
    let values = try LoadGenerator.values(count: 2500, badFraction: badFraction)
    #expect(try judge(values.map(\.value)) > 1500)
  }

  @Test func `own fields are values in all events or objects in all events`() throws {
    let catalogue = try Normalized.catalogue.get()
    var normalizer = Normalizer(options: Self.options, catalogue: catalogue)
    var values: [String: String] = [:]
    for sample in catalogue.patterns.flatMap(\.samples) {
      let line = record(
        String(decoding: sample.text, as: UTF8.self), program: String(decoding: sample.program, as: UTF8.self))
      for result in Normalized.all(Array(line.utf8), &normalizer) {
        for (path, _) in try EventTree(result.event.utf8).leaves { values[path] = line }
      }
    }
    for path in values.keys {
      var parent = path[...]
      while let dot = parent.lastIndex(of: ".") {
        parent = parent[..<dot]
        #expect(values[String(parent)] == nil, "\(parent) is a value, and \(path) lies in it")
      }
    }
  }

  @Test func `without the original the event is the same but for it`() throws {
    let line = record("Accepted password for alice from 192.0.2.7 port 22 ssh2")
    let with = try EventTree(try Normalized.one(line, NormalizerOptions(format: .ecs)).event.utf8)
    let without = try EventTree(
      try Normalized.one(line, NormalizerOptions(format: .ecs, includesOriginal: false)).event.utf8)
    #expect(with["event.original"]?.text == line)
    #expect(with.leaves.filter { $0.path != "event.original" }.map(\.path) == without.leaves.map(\.path))
  }
}
