import TestSupport

/// Whether workers get on: none stands still for longer than a fault and a minute, and none does the same work without an end.
///
/// It rests on what was seen from outside, reads no clock, and so judges a made-up history as well as a real one.
struct Liveness {
  /// In the order in which they were taken.
  let snapshots: [CommitSnapshot]
  /// What was done to the workers and to what they depend on.
  let faults: [FaultWindow]
  /// How many records there are for each message of the input.
  let recordsPerMessage: Double
  /// When each worker aborted transactions.
  let aborts: [(worker: String, times: [ContinuousClock.Instant])]

  /// How long a partition may stand still after the last fault.
  static let patience = Duration.seconds(60)
  /// Aborts of one worker at one state of the group: ten that nothing explains, and those of a broker that is away, with longer
  /// and longer pauses between them.
  static let mostAborts = 20
  /// How often all that is open may be written at one state of the group; each fault allows for two times more.
  static let mostAttempts = 12.0

  /// What is wrong, in sentences; empty if nothing is.
  var complaints: [String] { standstills + abortLoops + outputLoops }

  private var standstills: [String] {
    var moved: [Int32: (offset: Int64, time: ContinuousClock.Instant)] = [:]
    var told: Set<Int32> = []
    var sentences: [String] = []
    for snapshot in snapshots {
      for (partition, end) in snapshot.inputEnds.sorted(by: { $0.key < $1.key }) {
        let committed = snapshot.committed[partition] ?? 0
        guard let last = moved[partition], committed < end, last.offset == committed else {
          moved[partition] = (committed, snapshot.time)
          told.remove(partition)
          continue
        }
        let quiet = faults.reduce(last.time) { time, fault in
          fault.begin > snapshot.time ? time : max(time, min(fault.end, snapshot.time))
        }
        guard snapshot.time - quiet > Self.patience, told.insert(partition).inserted else { continue }
        sentences.append(
          "partition \(partition) stands still at \(committed) of \(end), \(snapshot.time - quiet) after the last fault"
        )
      }
    }
    return sentences
  }

  /// The times between which the group's offsets were seen to stay as they were.
  private var spans: [(first: CommitSnapshot, last: CommitSnapshot)] {
    var spans: [(first: CommitSnapshot, last: CommitSnapshot)] = []
    for snapshot in snapshots {
      if let span = spans.last, span.first.committed == snapshot.committed {
        spans[spans.count - 1].last = snapshot
      } else {
        spans.append((snapshot, snapshot))
      }
    }
    return spans
  }

  private var abortLoops: [String] {
    spans.flatMap { span in
      aborts.compactMap { worker, times in
        let count = times.count { span.first.time <= $0 && $0 <= span.last.time }
        return count > Self.mostAborts
          ? "\(worker) aborted \(count) transactions while the group's offsets stayed as they were" : nil
      }
    }
  }

  private var outputLoops: [String] {
    spans.compactMap { span in
      let written = Self.outputs(span.last) - Self.outputs(span.first)
      let open = span.last.inputEnds.reduce(0) { $0 + max(0, $1.value - (span.last.committed[$1.key] ?? 0)) }
      let attempts =
        Self.mostAttempts
        + 2 * Double(faults.count { $0.begin <= span.last.time && $0.end >= span.first.time })
      // Markers of transactions count as well, so that very little work proves nothing.
      guard Double(written) > 1000 + attempts * Double(open) * recordsPerMessage else { return nil }
      return "\(written) outputs were written for \(open) open messages while the group's offsets stayed as they were"
    }
  }

  private static func outputs(_ snapshot: CommitSnapshot) -> Int64 {
    snapshot.eventEnds.values.reduce(0, +) + snapshot.deadLetterEnds.values.reduce(0, +)
  }
}
