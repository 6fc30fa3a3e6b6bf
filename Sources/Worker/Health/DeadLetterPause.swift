/// A dead-letter limit that was passed, for which the worker has stopped reading (`--on-dead-letter-limit pause`).
///
/// It is written into the metadata of the partition's committed offset, so that neither a restart nor the partition's next owner
/// lets as many dead letters through again. The next ordinary commit overwrites it.
struct DeadLetterPause {
  /// Which limit, where.
  let sentence: String
  let partition: Int32
  /// Whether the group has it.
  var isMarked: Bool
  var nextMark = ContinuousClock.now

  private static let mark = "dead-letter-limit: "
  /// Brokers take 4,096 bytes unless `offset.metadata.max.bytes` says otherwise.
  var metadata: String { Self.mark + sentence }

  /// A limit that was passed now.
  init(_ sentence: String, partition: Int32) {
    self.sentence = sentence
    self.partition = partition
    isMarked = false
  }

  /// What a committed offset's metadata says; nil if it says nothing of a limit.
  init?(metadata: String?, partition: Int32) {
    guard let metadata, metadata.hasPrefix(Self.mark) else { return nil }
    sentence = String(metadata.dropFirst(Self.mark.count).prefix(200))
    self.partition = partition
    isMarked = true
  }

  /// For readiness, as the end of a sentence.
  var blockedReason: String {
    "the dead-letter limit was passed and reading is paused (\(sentence)); to go on, start with on-dead-letter-limit exit"
  }
}
