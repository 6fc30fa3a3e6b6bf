import Testing
import Worker

@Suite struct `Names of transactions` {
  @Test func `a name that was not given has the group in it, is another each time and fits into what brokers take`() {
    let names = (0..<100).map { _ in WorkerConfiguration.Transactions.passingID(of: "group") }
    #expect(Set(names).count == 100)
    #expect(names.allSatisfy { $0.hasPrefix("group-") })
    let long = WorkerConfiguration.Transactions.passingID(of: String(repeating: "g", count: 249))
    #expect(long.utf8.count <= 249)
  }
}
