import TestSupport

/// What a round has shown: whether anything was lost or came out twice, and whether the workers got on.
extension Round {
  func judge(_ snapshots: [CommitSnapshot], recordCount: Int) throws -> RoundReport {
    if plan.delivery == .exactlyOnce { problems += try hangingTransactions() }
    let judged = judgedGenerations(snapshots)
    let verdicts = try topics.verdicts(
      on: judged, disturbances: windows, mayChangeForm: strikes[.limit] != nil)
    let allWindows = windows + pool.windows + pool.admittedWindows()
    var verdict = DeliveryVerdict()
    var unexplained: [RepeatedRecord] = []
    for (generation, part) in zip(judged, verdicts) {
      verdict.add(part)
      unexplained +=
        plan.delivery == .exactlyOnce
        ? part.repeats : part.unexplainedRepeats(allWindows, snapshots: generation.snapshots)
    }
    var openTransactions: [String] = []
    if plan.delivery == .exactlyOnce {
      let list = try cluster.tool("transactions", "list").outputLines
      openTransactions = list.filter { $0.contains(topics.group) && $0.contains("Ongoing") }
    }
    let messageCount = judged.reduce(0) { $0 + $1.produced.count }
    let liveness = Liveness(
      snapshots: snapshots, faults: faults, recordsPerMessage: Double(recordCount) / Double(max(1, messageCount)),
      aborts: pool.aborts())
    let report = RoundReport(
      plan: plan, strikes: strikes, verdict: verdict, unexplainedRepeats: unexplained,
      unexpectedEnds: pool.unexpectedEnds, standstills: liveness.complaints, ends: pool.ends,
      openTransactions: openTransactions, problems: problems, snapshotCount: snapshots.count, duration: .now - start)
    if !report.isGood || plan.isVerbose { try pool.writeLogs(to: plan.logFolder) }
    return report
  }

  /// Gives each generation of the input topic the looks that were taken while it was there.
  private func judgedGenerations(_ snapshots: [CommitSnapshot]) -> [ProducedGeneration] {
    var before: [Int32: Int64] = [:]
    return generations.enumerated().map { index, times in
      var generation = ProducedGeneration(index + 1, times.produced)
      generation.isWhole = index == generations.count - 1
      let inTime = snapshots.filter { $0.time >= times.from && $0.time < times.to }
      // The group's offsets of the old topic go a little later than the topic.
      let first = index == 0 ? inTime.startIndex : inTime.firstIndex { Self.isOfAnotherTopic($0, before) }
      generation.snapshots = first.map { Array(inTime[$0...]) } ?? []
      before = inTime.last?.committed ?? before
      return generation
    }
  }

  /// The partitions in which a transaction is open that nobody will end; a reader of what is committed gets no further there.
  private func hangingTransactions() throws -> [String] {
    try [topics.output, topics.deadLetters].flatMap { topic -> [String] in
      var stable: [Int32: Int64] = [:]
      var ends: [Int32: Int64] = [:]
      let isWhole = try Pause.until(limit: .seconds(30)) {
        stable = try cluster.ends(of: topic)
        ends = try cluster.ends(of: topic, countsOpenTransactions: true)
        return stable == ends
      }
      guard !isWhole else { return [] }
      return ends.sorted { $0.key < $1.key }.filter { stable[$0.key] != $0.value }.map { partition, end in
        let producers = try? cluster.tool(
          "transactions", "describe-producers", "--topic", topic, "--partition", "\(partition)")
        return "a transaction hangs in \(topic)/\(partition) at \(stable[partition] ?? 0) of \(end)\n    "
          + (producers?.outputLines.joined(separator: "\n    ") ?? "")
      }
    }
  }
}
