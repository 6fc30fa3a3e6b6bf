import ECS
import Patterns
import Testing

@Suite struct CatalogueTableTests {
  @Test func `a table has a row for each event, with its class, its action and its fields once`() throws {
    let file = PatternFile(
      name: "my.patterns",
      text: """
        programs myapp other
        event door opened | closed
          category session
          type     start
          action   door-{.door.state}
          outcome  success
          pattern  door {.door.state:word} by {user} from {address}
          sample   door opened by x from y
          pattern  {.door.state=open} for {target}
          sample   open for x
        """)
    let table = CatalogueTable(try Catalogue(files: [file])).markdown
    #expect(
      table == """
        **`myapp`, `other`** (my.patterns, 2 patterns)

        | message | category | type | action | outcome | fields |
        | --- | --- | --- | --- | --- | --- |
        | door opened \\| closed | session | start | door-{.door.state} | success | `source.{address, domain, ip}` `user.name` `user.target.name` `azure_linux.door.state` |

        """)
  }

  @Test func `every row has six cells, and every event of the catalogue a row`() throws {
    let catalogue = try Catalogue.builtIn()
    let rows = CatalogueTable(catalogue).markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows.allSatisfy { $0.split(separator: " | ", omittingEmptySubsequences: false).count == 6 })
    for title in Set(catalogue.patterns.map(\.title)) {
      #expect(rows.contains { $0.hasPrefix("| \(title.replacing("|", with: "\\|")) | ") }, "\(title)")
    }
  }
}
