import Testing

@testable import Worker

@Suite struct `The worker's configuration` {
  @Test func `cooperative-sticky is refused with a sentence below the release that repaired it`() throws {
    let refusal = try #require(
      WorkerConfiguration.refusal(.cooperativeSticky, isFixed: false, version: "2.0.2"))
    for part in ["cooperative-sticky", "2.10.0", "2.0.2", "librdkafka#4059"] { #expect(refusal.contains(part)) }
    #expect(WorkerConfiguration.refusal(.cooperativeSticky, isFixed: true, version: "2.10.0") == nil)
  }

  @Test(arguments: [WorkerConfiguration.Assignor.range, .roundrobin])
  func `the eager assignors work with every release`(assignor: WorkerConfiguration.Assignor) {
    #expect(WorkerConfiguration.refusal(assignor, isFixed: false, version: "2.0.2") == nil)
  }
}
