import FoundationEssentials
import Patterns
import Testing

@Suite struct FieldTableTests {
  private struct Corpus: Decodable {
    struct Entry: Decodable {
      var type: String
      var normalize: [String]?
      var allowedValues: [String]?
      var expectedEventTypes: [String: [String]]?

      enum CodingKeys: String, CodingKey {
        case type, normalize
        case allowedValues = "allowed_values"
        case expectedEventTypes = "expected_event_types"
      }
    }

    var fields: [String: Entry]
  }

  /// The list of ECS fields beside the package, if it is there.
  private static let corpus: Corpus? = {
    // Tests/PatternsTests/FieldTableTests.swift is three levels below the package.
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/\(package)/../shared/corpus/ecs/ecs-fields.json"
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    return try? JSONDecoder().decode(Corpus.self, from: data)
  }()

  @Test(.enabled(if: corpus != nil, "the list of ECS fields is not beside the package"))
  func `each field of the table is one of ECS with its type`() throws {
    let corpus = try #require(Self.corpus)
    for field in FieldTable.fields {
      let entry = try #require(corpus.fields[field.path], "\(field.path)")
      let type = entry.type + (entry.normalize == ["array"] ? "[]" : "")
      #expect(field.type.rawValue == type, "\(field.path)")
    }
  }

  @Test func `every field of ECS that a text can be is one of the table`() {
    let types: [String: FieldType] = [
      "source.geo.country_iso_code": .keyword, "event.risk_score": .float, "url.path": .wildcard,
      "user_agent.original": .keyword, "labels.team": .keyword, "file.hash.sha256": .keyword,
      "error.message": .matchOnlyText,
      "process.parent.group_leader.pid": .long, "destination.nat.ip": .ip, "user.target.roles": .keywordArray,
      "threat.indicator.as.number": .long, "tls.client.x509.subject.common_name": .keywordArray,
    ]
    for (name, type) in types { #expect(FieldTable.field(named: name)?.type == type, "\(name)") }
    for name in ["labels", "labels.", "labels.a.b", "labels.A", "event.created", "host.os.type", "tags"] {
      #expect(FieldTable.field(named: name) == nil, "\(name)")
    }
    #expect(FieldTable.fields.count > 1500)
    #expect(Set(FieldTable.fields.map(\.path)).count == FieldTable.fields.count)
  }

  @Test(.enabled(if: corpus != nil, "the list of ECS fields is not beside the package"))
  func `the values of category and type are those of ECS`() throws {
    let corpus = try #require(Self.corpus)
    #expect(
      corpus.fields["event.category"]?.expectedEventTypes?.mapValues { $0.sorted() }
        == EventVocabulary.typesByCategory.mapValues { $0.sorted() })
    #expect(corpus.fields["event.category"]?.allowedValues?.sorted() == EventVocabulary.categories)
    #expect(corpus.fields["event.type"]?.allowedValues?.sorted() == EventVocabulary.types.sorted())
  }

  @Test func `a name is an alias, a path or one of our own`() {
    #expect(FieldTable.field(named: "user")?.path == "user.name")
    #expect(FieldTable.field(named: "user.name")?.type == .keyword)
    #expect(FieldTable.field(named: "port")?.type == .long)
    #expect(FieldTable.field(named: ".ssh.method")?.path == "azure_linux.ssh.method")
    #expect(FieldTable.field(named: ".ssh.method")?.name == ".ssh.method")
    #expect(FieldTable.field(named: ".ssh.method")?.isOwn == true)
    for name in ["", ".", ".a.", "..a", ".A", ".1", "azure_linux.x", "user.nam", "event.kind", ".a b", ".ü"] {
      #expect(FieldTable.field(named: name) == nil, "\(name)")
    }
    for path in FieldTable.aliases.values { #expect(FieldTable.field(named: path) != nil, "\(path)") }
  }
}
