/// A rule of delivery, and the line of the worker that keeps it, taken out.
///
/// The product has no switch that loses records: a copy of its source is changed and built.
struct BrokenBuild: Sendable {
  let name: String
  /// What is wrong with it, in one sentence.
  let rule: String
  /// The file, from the package's folder.
  let path: String
  /// What stands there, once.
  let original: String
  let replacement: String
  let delivery: Delivery
  /// What brings it to light.
  let faults: [Fault]

  /// Mostly outputs that wait: one topic takes nothing while the other does, and offsets must not go on meanwhile.
  private static let waitingOutputs: [Fault] = [.kill] + Array(repeating: .unwritable, count: 6)

  static let all: [BrokenBuild] = [
    BrokenBuild(
      name: "commits-before-acknowledgement",
      rule: "An offset may be committed as soon as its record has been read.",
      path: "Sources/Worker/PartitionTrack.swift",
      original: """
            ring[place(of: sequence)] = Entry(offset: offset, pending: 1)
            count += 1
        """,
      replacement: """
            ring[place(of: sequence)] = Entry(offset: offset, pending: 1)
            nextOffset = max(nextOffset ?? 0, offset + 1)
            count += 1
        """,
      delivery: .atLeastOnce, faults: waitingOutputs),
    BrokenBuild(
      name: "passes-holes",
      rule: "An offset may be committed when its own record is done, whatever stands before it.",
      path: "Sources/Worker/PartitionTrack.swift",
      original: """
            ring[place(of: sequence)].pending -= 1
            var done = 0
        """,
      replacement: """
            ring[place(of: sequence)].pending -= 1
            if ring[place(of: sequence)].pending == 0 {
              nextOffset = max(nextOffset ?? 0, ring[place(of: sequence)].offset + 1)
            }
            var done = 0
        """,
      delivery: .atLeastOnce, faults: waitingOutputs),
    BrokenBuild(
      name: "gives-up-without-draining",
      rule: "Partitions are given up while their records are still on the way.",
      path: "Sources/Worker/Worker.swift",
      original: "let isDrained = output.drain { ledger in partitions.allSatisfy { ledger.isSettled($0) } }",
      replacement: "let isDrained = !partitions.isEmpty",
      delivery: .atLeastOnce, faults: [.join, .leave, .stop]),
  ]

  /// The file with its rule taken out; nil unless the original stands in it exactly once.
  func applied(to text: String) -> String? {
    let parts = text.split(separator: original, omittingEmptySubsequences: false)
    return parts.count == 2 ? parts.joined(separator: replacement) : nil
  }
}
