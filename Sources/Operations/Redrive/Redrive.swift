import Base
import Kafka
import Normalizer
public import Patterns

/// Sends dead letters on their way again.
///
/// At least once: what was acknowledged is kept under the redrive's own group (`PassedOffsets`), and a later run sends what
/// is left, whatever the filters and ranges of the runs before were. While one runs, another of the same group is refused
/// (`GroupLock`). It ends where the topic ended when it began, so it never meets what it has sent itself.
public final class Redrive {
  let request: RedriveRequest
  let access: KafkaAccess
  private let topic: String
  private let catalogue: Catalogue
  var report = RedriveReport()

  /// What was looked at and waits for its verification.
  private var window: [DeadLetter] = []
  private var windowByteCount = 0
  private var passed: [Int32: PassedOffsets] = [:]
  private var committed: [Int32: PassedOffsets] = [:]
  private var lookup: SourceLookup?
  private var sender: RedriveSender?
  private var isStopped = false

  /// After so many records, or so long, acknowledgements are awaited and the place is committed: what a crash repeats.
  private static let batchSize = 500
  private static let windowByteLimit = 16 << 20
  private static let commitInterval = Duration.seconds(1)

  /// - Parameter topic: the dead-letter topic.
  public init(_ request: RedriveRequest, of topic: String, access: KafkaAccess, catalogue: Catalogue) {
    self.request = request
    self.topic = topic
    self.access = access
    self.catalogue = catalogue
  }

  /// Does it, or in a dry run counts what it would do.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each record.
  ///   - progress: how many dead letters were looked at, of how many.
  public func run(
    shouldStop: () -> Bool, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(OperationFailure) -> RedriveReport {
    report.isExecuted = request.isExecuted
    report.group = request.group
    report.topic = topic
    if case .output = request.target { report.isDirect = true }
    guard request.target.topic != topic else {
      throw .usage("A redrive cannot send to the topic \(topic) that it reads.")
    }
    let scan = try TopicScan(
      topic, range: request.range, partition: request.filter.partition, group: request.group,
      claims: request.isExecuted && request.claimsGroup, access: access)
    defer { scan.close() }
    try takeProgress(scan)
    // A topic that is missing is refused before anything is read.
    _ = try access.partitions(of: request.target.topic, scan.consumer)
    let lookup = try SourceLookup(access: access)
    self.lookup = lookup
    defer { lookup.close() }
    sender = request.isExecuted ? try RedriveSender(to: request.target.topic, access: access) : nil
    defer { sender?.close() }
    let total = scan.total
    let begin = ContinuousClock.now
    var trial = RedriveTrialByTopic(options: request.options, catalogue: catalogue)
    var verification = Verification(options: request.options, catalogue: catalogue)
    // A slow redrive looks at no more than it sends in a second, so that the group hears of it.
    let windowSize = min(Self.batchSize, max(1, request.rate ?? Self.batchSize))
    func finishWindow() throws(OperationFailure) -> Bool {
      try process(scan, &trial, &verification, since: begin, shouldStop)
      return !isStopped
    }
    var isComplete = try scan.run(
      progress: { progress($0, total) },
      hole: { [unowned self] partition, offsets in passed[partition]?.insert(offsets) },
      batchEnd: { () throws(OperationFailure) in try finishWindow() },
      each: { message throws(OperationFailure) in
        if passed[message.partition]?.contains(message.offset) == true { return true }
        let letter = DeadLetter(message, copiesBytes: true)
        report.examined += 1
        guard isCandidate(letter) else { return !shouldStop() }
        window.append(letter)
        windowByteCount += (letter.value?.count ?? 0) + 1024
        guard window.count >= windowSize || windowByteCount >= Self.windowByteLimit else { return true }
        return try finishWindow()
      })
    isComplete = try finishWindow() && isComplete
    if request.isExecuted { try commit(scan) }
    report.isStopped = !isComplete
    return report
  }

  // MARK: - Choosing

  /// What can be decided without the original record.
  private func isCandidate(_ letter: DeadLetter) -> Bool {
    guard letter.hasOwnHeaders else {
      report.leave(letter, .noDeadLetter)
      // No flag sends it, so it need not be looked at again.
      pass(letter)
      return false
    }
    guard request.acceptsAnyTopic || letter.sourceTopic == request.inputTopic else {
      report.leave(letter, .otherTopic)
      pass(letter)
      return false
    }
    guard request.filter.wants(letter) else { return false }
    report.wanted += 1
    if letter.truncation != nil {
      report.leave(letter, .truncated)
      return false
    }
    if letter.isEmitted, !request.includesEmitted {
      report.leave(letter, .emitted)
      return false
    }
    return true
  }

  /// What the original says about a letter; nil if it is left.
  private func verified(_ letter: DeadLetter, _ finding: Verification.Finding) -> DeadLetter? {
    var letter = letter
    switch finding {
    case .verified(let milliseconds, let attempts):
      letter.sourceMilliseconds = milliseconds
      letter.attempts = attempts
    case .incomplete, .gone, .differs:
      guard request.trustsUnverified else {
        report.leave(letter, finding == .gone ? .gone : finding == .differs ? .differs : .incomplete)
        return nil
      }
      report.unverified += 1
    }
    guard letter.attempts < request.attemptLimit else {
      report.leave(letter, .attempts)
      return nil
    }
    return letter
  }

  private func isWanted(_ letter: DeadLetter, _ trial: inout RedriveTrialByTopic) -> Bool {
    switch trial.verdict(letter) {
    case .healed:
      report.healed += 1
      return true
    case .dead(let reason):
      report.stillDead[reason, default: 0] += 1
      guard !request.onlyHealed, !report.isDirect else {
        report.leave(letter, .dead)
        return false
      }
      return true
    }
  }

  // MARK: - Sending

  /// Verifies, chooses and sends what the window holds, and keeps what was acknowledged.
  private func process(
    _ scan: TopicScan, _ trial: inout RedriveTrialByTopic, _ verification: inout Verification,
    since begin: ContinuousClock.Instant, _ shouldStop: () -> Bool
  ) throws(OperationFailure) {
    let letters = window
    window.removeAll(keepingCapacity: true)
    windowByteCount = 0
    guard !letters.isEmpty, !isStopped, let lookup else { return }
    let findings = try verification.findings(letters, in: lookup)
    var lastCommit = ContinuousClock.now
    var room = try roomForOffsets()
    for (letter, finding) in zip(letters, findings) {
      if shouldStop() {
        isStopped = true
        break
      }
      guard let letter = verified(letter, finding), isWanted(letter, &trial) else { continue }
      report.sent += 1
      guard let sender else { continue }
      try sender.send(letter, trial.outputs(of: letter, isDirect: report.isDirect))
      room -= 1
      if room <= 0 || .now - lastCommit >= Self.commitInterval {
        try settle(scan)
        lastCommit = .now
        room = try roomForOffsets()
      }
      sender.keepRate(request.rate, sentCount: report.sent, since: begin)
    }
    if sender != nil { try settle(scan) }
  }

  /// Waits for what was sent and commits it.
  private func settle(_ scan: TopicScan) throws(OperationFailure) {
    guard let sender else { return }
    for (letter, refusal) in try sender.settle() {
      if let refusal {
        report.sent -= 1
        report.refused[refusal, default: 0] += 1
      } else {
        pass(letter)
      }
    }
    try commit(scan)
  }

  // MARK: - What is done

  private func pass(_ letter: DeadLetter) { passed[letter.partition]?.insert(letter.offset..<letter.offset + 1) }

  private func takeProgress(_ scan: TopicScan) throws(OperationFailure) {
    for stretch in scan.stretches.values {
      let result = scan.committed[stretch.partition]
      guard
        var offsets = PassedOffsets(base: result?.nextOffset ?? stretch.low, metadata: result?.metadata ?? "")
      else {
        throw OperationFailure(
          "What the group \(request.group) has kept for \(topic), partition \(stretch.partition), was not written by "
            + "this version. Use the version that wrote it, or begin with another --redrive-group.",
          exitCode: ExitCode.failure.rawValue)
      }
      committed[stretch.partition] = result?.nextOffset == nil ? nil : offsets
      // What retention has deleted nobody can send.
      offsets.insert(0..<stretch.low)
      passed[stretch.partition] = offsets
      report.passedBefore += Int(clamping: offsets.count(in: stretch.wanted..<stretch.end))
    }
  }

  /// How many more letters may be sent before the record of them is as large as a commit may be.
  private func roomForOffsets() throws(OperationFailure) -> Int {
    let largest = passed.values.map { $0.metadata.utf8.count }.max() ?? 0
    let room = (PassedOffsets.byteLimit - largest) / PassedOffsets.growthLimit
    guard room <= 0, request.isExecuted else { return room }
    throw OperationFailure(
      "What was sent has too many gaps between for the group \(request.group) to keep. Nothing more was sent and nothing is "
        + "lost: send what is left between with fewer filters, or go on with --since and a new --redrive-group.",
      exitCode: ExitCode.failure.rawValue)
  }

  private func commit(_ scan: TopicScan) throws(OperationFailure) {
    // A redrive that has lost its group must not commit for it.
    guard scan.claim?.isHeld ?? true else { return }
    let changed = passed.filter { committed[$0.key] != $0.value }
    guard !changed.isEmpty else { return }
    let offsets = changed.sorted { $0.key < $1.key }.map { partition, offsets in
      TopicPartitionOffset(
        topicPartition: TopicPartition(topic: topic, partition: partition), nextOffset: offsets.base,
        metadata: offsets.metadata)
    }
    let results = try access.ask(scan.consumer) { () throws(KafkaError) in try scan.consumer.commit(offsets) }
    if let code = results.compactMap(\.error).first {
      throw OperationFailure(
        KafkaError(operation: "Committing the progress of the group \(request.group)", code: code, topic: topic))
    }
    committed.merge(changed) { $1 }
  }
}
