import Foundation
import Testing

@testable import StatusServer

@Suite struct `Dashboard and alerts` {
  private func text(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The names that Prometheus knows: a histogram has three for one.
  private static let known: Set<String> = Set(
    MetricTable.all.flatMap { metric in
      metric.kind == .histogram ? ["_bucket", "_sum", "_count"].map { metric.name + $0 } : [metric.name]
    })

  private func names(in text: String) -> Set<String> {
    Set(text.matches(of: /(?:azure_linux_ecs|process)_[a-z0-9_]+/).map { String($0.output) })
  }

  @Test(arguments: [
    "deploy/prometheus/alerts.yml", "deploy/prometheus/alerts.test.yml", "deploy/grafana/dashboard.json",
  ])
  func `every metric is one of the table`(_ path: String) throws {
    let used = names(in: try text(path))
    #expect(used.count > 5)
    #expect(used.subtracting(Self.known) == [])
  }

  @Test func `every panel asks a question and says how to read the answer`() throws {
    let parsed = try JSONSerialization.jsonObject(with: Data(text("deploy/grafana/dashboard.json").utf8))
    let panels = try #require((parsed as? [String: Any])?["panels"] as? [[String: Any]])
    var ids: Set<Int> = []
    for panel in panels {
      let title = try #require(panel["title"] as? String)
      #expect(title.hasSuffix("?"), "\(title)")
      #expect(ids.insert(try #require(panel["id"] as? Int)).inserted, "\(title)")
      guard panel["type"] as? String != "row" else { continue }
      #expect((panel["description"] as? String)?.hasSuffix(".") == true, "\(title)")
      #expect((panel["targets"] as? [Any])?.isEmpty == false, "\(title)")
    }
    #expect(panels.count > 20)
  }
}
