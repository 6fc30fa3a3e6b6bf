import Testing

@testable import StatusServer

@Suite struct `The health` {
  private func changed(_ change: (inout StatusSnapshot) -> Void) -> Health {
    var snapshot = StatusSnapshot.working
    change(&snapshot)
    return Health(of: snapshot)
  }

  @Test func `a worker that works is ready`() {
    #expect(Health(of: .working).isReady)
    #expect(changed { $0.brokers = [] }.isReady)
    #expect(changed { $0.assignedPartitions = 0 }.isReady)
  }

  @Test func `a worker that waits for the brokers lives and is not ready`() {
    let health = changed { $0.lastPollAge = nil }
    #expect(health.isHealthy)
    #expect(health.waits == ["the brokers and the topics are waited for"])
  }

  @Test func `each thing that keeps it from its work is a sentence`() {
    #expect(changed { $0.isMember = false }.waits == ["the group has not assigned partitions yet"])
    #expect(changed { $0.brokers[0].isUp = false }.waits == ["no broker answers the consumer"])
    #expect(
      changed { $0.oldestUnacknowledgedAge = .seconds(90) }.waits
        == ["a message has not been acknowledged for 90 s"])
    #expect(changed { $0.stall = "no progress for 130 s: why" }.waits == ["no progress for 130 s: why"])
    #expect(changed { $0.blockedReason = "the coordinator is waited for" }.waits == ["the coordinator is waited for"])
    #expect(changed { $0.lastPollAge = .seconds(61) }.waits == ["the worker's thread has been waiting for 61 s"])
  }

  @Test func `only a thread that hangs is a reason to start again`() {
    let health = changed { $0.lastPollAge = .seconds(301) }
    #expect(health.defects == ["the worker's thread has not polled for 301 s"])
    #expect(changed { $0.oldestUnacknowledgedAge = .seconds(9000) }.isHealthy)
  }

  @Test func `the pages say so with their status`() {
    let waiting = Router {
      var snapshot = StatusSnapshot.working
      snapshot.lastPollAge = nil
      return snapshot
    }
    #expect(waiting.response(method: "GET", path: "/healthz").status == 200)
    let readiness = waiting.response(method: "GET", path: "/readyz")
    #expect(readiness.status == 503)
    #expect(String(decoding: readiness.body, as: UTF8.self) == "not ready: the brokers and the topics are waited for\n")
    let stuck = Router {
      var snapshot = StatusSnapshot.working
      snapshot.lastPollAge = .seconds(999)
      return snapshot
    }
    #expect(stuck.response(method: "GET", path: "/healthz").status == 503)
  }
}
