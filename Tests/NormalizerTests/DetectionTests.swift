import ECS
import Normalizer
import Testing

/// Public detections, dashboards and jobs, and the events that they ask for.
@Suite struct DetectionTests {
  @Test func `every detection of the table can use the events of its lines`() throws {
    let rows = DetectionRow.all
    var unusable: Set<String> = []
    for row in rows {
      let options = NormalizerOptions(format: .ecs, dataset: row.dataset)
      let line = record(row.text, program: row.program).replacing("\"authpriv\"", with: "\"\(row.facility)\"")
      let result = try Normalized.one(line, options)
      let unmet = result.event.isEmpty ? ["an event"] : row.unmet(by: try EventTree(result.event.utf8))
      if !unmet.isEmpty { unusable.insert("\(row.source), \(row.name)") }
      #expect(unmet.isEmpty, "\(row.source), \(row.name): \(row.text): \(unmet.joined(separator: "; "))")
    }
    let names = Set(rows.map { "\($0.source), \($0.name)" })
    print("detections: \(names.count - unusable.count) of \(names.count) can use the events, in \(rows.count) lines")
    #expect(rows.count > 140)
  }

  @Test func `a row of the table whose condition is not met is noticed`() throws {
    let result = try Normalized.one(
      record("Failed password for root from 203.0.113.9 port 22 ssh2"), NormalizerOptions(format: .ecs))
    let event = try EventTree(result.event.utf8)
    let row = DetectionRow(
      source: "x", name: "x", program: "sshd", facility: "authpriv", text: "",
      conditions: [
        "event.outcome=success", "user.name", "!source.ip", "message~Accepted", "group.name",
        "event.category=authentication",
      ])
    #expect(row.unmet(by: event) == ["event.outcome=success", "!source.ip", "message~Accepted", "group.name"])
  }
}
