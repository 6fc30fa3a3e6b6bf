import ECS
import Foundation
import Normalizer
import Patterns
import Testing

/// The files of deploy/elastic: their form, and that they name what the events have.
@Suite struct ElasticFilesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../deploy/elastic").standardizedFileURL

  private func file(_ name: String) throws -> NSDictionary {
    let data = try Data(contentsOf: Self.folder.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
  }

  /// The mappings that hold no others, by path.
  private func mappings(_ properties: Any?, below parent: String = "") throws -> [String: NSDictionary] {
    var found: [String: NSDictionary] = [:]
    for (name, value) in try #require(properties as? [String: NSDictionary]) {
      if let inner = value["properties"] {
        found.merge(try mappings(inner, below: "\(parent)\(name).")) { $1 }
      } else {
        found[parent + name] = value
      }
    }
    return found
  }

  /// The fields under `azure_linux` that the patterns give.
  private func ownFields() throws -> Set<String> {
    var paths: Set<String> = []
    for pattern in try Normalized.catalogue.get().patterns {
      for capture in pattern.captures where capture.field.isOwn { paths.insert(capture.field.path) }
      for assignment in pattern.meaning.assignments where assignment.field.isOwn { paths.insert(assignment.field.path) }
    }
    return paths
  }

  @Test func `each alias stands for a field that events have and that the template maps`() throws {
    let mappings = try mappings(
      Normalized.value("template.mappings.properties", in: file("component-template.json")))
    let aliases = mappings.filter { $0.key.hasPrefix("system.auth.") }
    let own = try ownFields()
    for name in [
      "ssh.event", "ssh.method", "ssh.signature", "sudo.command", "sudo.error", "sudo.pwd", "sudo.tty", "sudo.user",
      "useradd.home", "useradd.shell",
    ] {
      let alias = try #require(aliases["system.auth.\(name)"], "\(name)")
      #expect(alias["type"] as? String == "alias")
      let target = try #require(alias["path"] as? String)
      #expect(target == "azure_linux.\(name)")
      #expect(mappings[target]?["type"] as? String == "keyword")
      #expect(own.contains(target), "no pattern gives \(target)")
    }
    #expect(aliases.count == mappings.count - aliases.count)
  }

  @Test func `the index template takes the default's data stream, with the component and the pipeline`() throws {
    let template = try file("index-template.json")
    #expect(template["index_patterns"] as? [String] == ["logs-azure_linux.syslog-*"])
    #expect(template["data_stream"] is NSDictionary)
    #expect((template["composed_of"] as? [String])?.last == "azure-linux-ecs@mappings")
    let settings = try #require(Normalized.value("template.settings", in: template) as? NSDictionary)
    #expect(settings["index.default_pipeline"] as? String == "azure-linux-ecs")
    let guide = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    for name in ["_component_template/azure-linux-ecs@mappings", "_ingest/pipeline/azure-linux-ecs\"", "logstash.conf"]
    {
      #expect(guide.contains(name))
    }
  }

  @Test func `a document's id is the event's, in the pipeline and in Logstash`() throws {
    let processors = try #require(try file("ingest-pipeline.json")["processors"] as? [NSDictionary])
    let set = try #require(processors.first?["set"] as? NSDictionary)
    #expect(set["field"] as? String == "_id" && set["copy_from"] as? String == "event.id")
    let logstash = try String(contentsOf: Self.folder.appending(path: "logstash.conf"), encoding: .utf8)
    #expect(logstash.contains("document_id => \"%{[event][id]}\""))
    #expect(logstash.contains("action => \"create\""))
    #expect(logstash.count(where: { $0 == "{" }) == logstash.count(where: { $0 == "}" }))
  }
}
