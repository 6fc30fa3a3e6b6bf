import Testing

@testable import StatusServer

@Suite struct `The exposition` {
  private func lines(_ snapshot: StatusSnapshot) -> [Substring] {
    Exposition.text(of: snapshot).split(separator: "\n")
  }

  @Test func `numbers stand behind their names and labels`() {
    let lines = lines(.working)
    for line in [
      "# TYPE azure_linux_ecs_records_total counter", "azure_linux_ecs_records_total 100",
      "azure_linux_ecs_dead_letters_total{reason=\"unmatched_message\"} 7",
      "azure_linux_ecs_dead_letters_total{reason=\"invalid_json\"} 0",
      "azure_linux_ecs_gaps_total{program=\"sshd\"} 5", "azure_linux_ecs_back_pressure_seconds_total 1.5",
      "azure_linux_ecs_lag{topic=\"raw\",partition=\"0\"} 12", "azure_linux_ecs_last_commit_age_seconds 2",
      "azure_linux_ecs_kafka_round_trip_seconds{client=\"consumer\",broker=\"kafka:9092/1\",statistic=\"avg\"} 0.002",
      "azure_linux_ecs_build_info{version=\"1.2.3\",librdkafka=\"2.0.2\"} 1", "azure_linux_ecs_ready 1",
    ] {
      #expect(lines.contains(Substring(line)), "\(line)")
    }
  }

  @Test func `what is not known is absent and not 0`() {
    let lines = lines(.working)
    #expect(!lines.contains { $0.hasPrefix("azure_linux_ecs_lag{topic=\"raw\",partition=\"1\"}") })
    #expect(lines.contains("azure_linux_ecs_end_offset{topic=\"raw\",partition=\"1\"} 7"))
    let empty = self.lines(StatusSnapshot())
    for name in ["lag", "last_commit_age_seconds", "committed_offset", "kafka_broker_up", "last_poll_age_seconds"] {
      #expect(!empty.contains { $0.contains("azure_linux_ecs_\(name)") }, "\(name)")
    }
  }

  @Test func `buckets are cumulative and end with all`() {
    let text = Exposition.text(of: .working)
    #expect(text.contains("azure_linux_ecs_produce_latency_seconds_bucket{le=\"0.005\"} 1\n"))
    #expect(text.contains("azure_linux_ecs_produce_latency_seconds_bucket{le=\"10\"} 3\n"))
    #expect(text.contains("azure_linux_ecs_produce_latency_seconds_bucket{le=\"+Inf\"} 6\n"))
    #expect(text.contains("azure_linux_ecs_produce_latency_seconds_sum 40.5\n"))
    #expect(text.contains("azure_linux_ecs_produce_latency_seconds_count 6\n"))
  }

  @Test func `a program's name cannot forge a line`() {
    var snapshot = StatusSnapshot.working
    snapshot.gaps = [NamedCount("a\"} 9\nevil 1\\\u{202E}\u{1B}[2J", 1)]
    let line = lines(snapshot).first { $0.hasPrefix("azure_linux_ecs_gaps_total") }
    #expect(line == #"azure_linux_ecs_gaps_total{program="a\"} 9\nevil 1\\\\u{202E}\\u{1B}[2J"} 1"#)
  }

  @Test(arguments: [
    (0, "0"), (1.5, "1.5"), (1e15, "1000000000000000"), (-3, "-3"), (.infinity, "+Inf"), (.nan, "NaN"),
    (1e300, "1e+300"), (0.005, "0.005"),
  ])
  func `numbers are written as Prometheus reads them`(_ value: Double, _ text: String) {
    #expect(Exposition.number(value) == text)
  }
}
