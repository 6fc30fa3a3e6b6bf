import Kafka
import Normalizer
import Patterns

/// Compares dead letters with the records that they say they are.
///
/// Anyone who may write to the dead-letter topic may write any headers: what is not found as it is in the input was not
/// written by a worker, as far as anybody can tell.
struct Verification: ~Copyable {
  /// What became of a letter's claim.
  enum Finding: Equatable {
    /// The record is there as the letter has it; its time and its attempts are the record's own.
    case verified(milliseconds: Int64?, attempts: Int)
    /// Headers that every worker writes are missing or make no sense.
    case incomplete
    /// The record is no longer there.
    case gone
    /// What is there is another record.
    case differs
  }

  private var normalizer: Normalizer

  /// - Parameter options: the worker's; what it repairs decides what is a record of a batch.
  init(options: NormalizerOptions, catalogue: Catalogue) {
    normalizer = Normalizer(options: options, catalogue: catalogue)
  }

  /// Looks all letters up at once; the findings come in their order.
  mutating func findings(
    _ letters: [DeadLetter], in lookup: SourceLookup
  ) throws(OperationFailure) -> [Finding] {
    var findings: [Finding] = letters.map { Self.isComplete($0) ? .gone : .incomplete }
    var wanted: [SourceLookup.Place: [Int]] = [:]
    for (index, letter) in letters.enumerated() where findings[index] == .gone {
      guard let partition = letter.sourcePartition, let offset = letter.sourceOffset else { continue }
      let place = SourceLookup.Place(topic: letter.sourceTopic, partition: partition, offset: offset)
      wanted[place, default: []].append(index)
    }
    var found: [(Int, Finding)] = []
    try lookup.visit(Set(wanted.keys)) { place, message in
      found += compare(wanted[place] ?? [], of: letters, with: message)
    }
    for (index, finding) in found { findings[index] = finding }
    return findings
  }

  private static func isComplete(_ letter: DeadLetter) -> Bool {
    DeadLetterReason(rawValue: letter.reason) != nil && !letter.sourceTopic.isEmpty && letter.sourcePartition != nil
      && letter.sourceOffset != nil && !letter.group.isEmpty && !letter.worker.isEmpty && letter.hasAttempts
      && letter.hasOnlyReadableNumbers
  }

  private mutating func compare(
    _ indices: [Int], of letters: [DeadLetter], with message: borrowing Message
  ) -> [(Int, Finding)] {
    let original = DeadLetter(message, copiesBytes: true)
    let milliseconds = original.sourceMilliseconds ?? message.timestampMilliseconds
    let verified = Finding.verified(milliseconds: milliseconds, attempts: original.attempts)
    let times = [milliseconds, message.timestampMilliseconds]
    let candidates = indices.filter { letters[$0].hasSameFrame(as: original, times: times) }
    var findings = indices.map { ($0, Finding.differs) }
    func accept(_ index: Int) {
      if let place = indices.firstIndex(of: index) { findings[place].1 = verified }
    }
    for index in candidates where letters[index].sourceRecord == nil && letters[index].value == original.value {
      accept(index)
    }
    let inBatch = Dictionary(grouping: candidates.filter { letters[$0].sourceRecord != nil }) {
      letters[$0].sourceRecord
    }
    guard !inBatch.isEmpty else { return findings }
    normalizer.normalize(message.value, from: .none) { disposition in
      guard let index = disposition.recordIndex, let same = inBatch[index] else { return }
      let record = bytes(of: disposition.record)
      for index in same where letters[index].value == record { accept(index) }
    }
    return findings
  }
}

extension DeadLetter {
  /// Whether key, own headers and time are those of a record; a worker of before writes the time of the redrive.
  fileprivate func hasSameFrame(as original: DeadLetter, times: [Int64?]) -> Bool {
    key == original.key && times.contains(sourceMilliseconds)
      && otherHeaders.elementsEqual(original.otherHeaders) { $0.name == $1.name && $0.value == $1.value }
  }
}
