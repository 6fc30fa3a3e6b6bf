import Testing

/// The judge of the ECS tests, judged.
@Suite(.enabled(if: Corpus.isThere, "the reference corpus is not beside the project"))
struct ECSFieldListTests {
  private func disagreements(_ members: String) throws -> [String] {
    let list = try ECSFieldList()
    return list.disagreements(about: try EventTree("{\"ecs\":{\"version\":\"\(list.version)\"},\(members)}".utf8))
  }

  @Test(arguments: [
    (#""user":{"nmae":"x"}"#, "user.nmae is no field of ECS"),
    (#""user":{"name":""},"related":{"user":[""]}"#, "user.name is an empty string"),
    (#""user":{"name":7}"#, "user.name is of another type than keyword"),
    (#""user":{"name":"x"}"#, #"related.user is [], expected ["x"]"#),
    (#""user":{"name":"x"},"related":{"user":["x","x"]}"#, #"related.user has repeats: ["x", "x"]"#),
    (#""user":{"target":{"name":"x"}},"related":{"user":["y"]}"#, #"related.user is ["y"], expected ["x"]"#),
    (#""source":{"ip":"192.0.2.256"},"related":{"ip":["192.0.2.256"]}"#, "source.ip is 192.0.2.256, no address"),
    (#""source":{"port":"22"}"#, "source.port is of another type than long"),
    (#""event":{"category":"process"}"#, "event.category is no array"),
    (#""event":{"category":[]}"#, "event.category is an empty array"),
    (#""event":{"category":["login"]}"#, "event.category is login, which is not allowed"),
    (
      #""event":{"category":["process"],"type":["user","info"]}"#,
      #"event.type user is expected with none of ["process"]"#
    ),
    (#""event":{"category":["process","iam"],"type":["start"]}"#, "event.category iam has no type of its own"),
    (#""event":{"outcome":"failed"}"#, "event.outcome is failed, which is not allowed"),
    (#""event":{"kind":"state "}"#, "event.kind is state , which is not allowed"),
    (#""event":{"action":["x"]}"#, "event.action is an array"),
    (#""event":{"action":null}"#, "event.action is of another type than keyword"),
    (#""@timestamp":"yesterday""#, "@timestamp is yesterday, no date"),
    (#""azure_linux":{"x":""}"#, "azure_linux.x is an empty string"),
    (#""azure_linux":{"x":{}}"#, "azure_linux.x is neither a string nor a number"),
    (#""process":{"args":"ls"}"#, "process.args is no array"),
  ])
  func `what ECS does not allow is complained of`(members: String, disagreement: String) throws {
    #expect(try disagreements(members).contains(disagreement))
  }

  @Test func `what ECS allows is not complained of`() throws {
    let members = #"""
      "@timestamp":"2026-03-14T09:26:53.5890000Z","event":{"category":["iam"],"type":["user","change"],"outcome":"success"},
      "user":{"name":"x"},"source":{"ip":"2001:db8::7","port":22},"related":{"user":["x"],"ip":["2001:db8::7"]}
      """#
    #expect(try disagreements(members.replacing("\n", with: "")).isEmpty)
  }

  @Test(arguments: [
    #"{"a":1,"a":2}"#, #"{"a":1,}"#, #"{"a":01}"#, "{\"a\":\"\n\"}", #"{"a":"\ud800"}"#, #"{"a":"\x"}"#, #"{"a":1} "#,
    #"{"a"}"#,
    #"{"a":"#, #"[]"#,
  ])
  func `what is no event is told from one`(text: String) {
    #expect(throws: EventTree.Mistake.self) { try EventTree(text.utf8) }
  }
}
