import Normalizer
import Patterns

/// Tries whether a dead letter becomes an event now.
struct RedriveTrial: ~Copyable {
  struct Event {
    var bytes: [UInt8]
    /// For a record without a key of its own; may be empty.
    var key: [UInt8]
  }

  enum Verdict {
    /// Nothing but events, or nothing at all for records that the options skip.
    case healed
    case dead(reason: String)
  }

  private var normalizer: Normalizer

  init(options: NormalizerOptions, sourceTopic: String, catalogue: Catalogue) {
    var options = options
    options.inputTopic = sourceTopic
    normalizer = Normalizer(options: options, catalogue: catalogue)
  }

  mutating func verdict(_ letter: DeadLetter) -> Verdict {
    var reason: String?
    normalize(letter.value, letter) { disposition in
      switch disposition.outcome {
      case .deadLetter(let found): reason = reason ?? found.rawValue
      case .event, .eventAndDeadLetter, .skipped: break
      }
    }
    return reason.map { .dead(reason: $0) } ?? .healed
  }

  /// The events of a letter that is healed, with the place of the original in their ids.
  mutating func events(_ letter: DeadLetter) -> [Event] {
    var events: [Event] = []
    var value = letter.value
    var skipped = 0
    if let record = letter.sourceRecord, let own = value {
      // The record's place in its batch is part of the event's id, and only a batch gives one.
      value = Array("[".utf8) + Array(repeatElement(Array("0,".utf8), count: record).joined()) + own + Array("]".utf8)
      skipped = record
    }
    normalize(value, letter) { disposition in
      guard skipped == 0 else {
        skipped -= 1
        return
      }
      if !disposition.event.isEmpty {
        events.append(Event(bytes: bytes(of: disposition.event), key: bytes(of: disposition.key)))
      }
    }
    return events
  }

  private mutating func normalize(
    _ value: [UInt8]?, _ letter: DeadLetter, _ deliver: (borrowing Disposition) -> Void
  ) {
    let origin = RecordOrigin(
      partition: letter.sourcePartition ?? 0, offset: letter.sourceOffset ?? 0,
      timestampMilliseconds: letter.sourceMilliseconds, hasKey: letter.key != nil)
    normalizer.normalize(value?.span, from: origin, deliver: deliver)
  }
}

/// Trials with the topic in their events' ids that each letter came from.
struct RedriveTrialByTopic: ~Copyable {
  private let options: NormalizerOptions
  private let catalogue: Catalogue
  private var topic = ""
  private var trial: RedriveTrial

  init(options: NormalizerOptions, catalogue: Catalogue) {
    self.options = options
    self.catalogue = catalogue
    trial = RedriveTrial(options: options, sourceTopic: "", catalogue: catalogue)
  }

  private mutating func select(_ letter: DeadLetter) {
    guard letter.sourceTopic != topic else { return }
    topic = letter.sourceTopic
    trial = RedriveTrial(options: options, sourceTopic: topic, catalogue: catalogue)
  }

  mutating func verdict(_ letter: DeadLetter) -> RedriveTrial.Verdict {
    select(letter)
    return trial.verdict(letter)
  }

  /// The original with its next attempt and its time, or its events.
  mutating func outputs(of letter: DeadLetter, isDirect: Bool) -> [RedriveOutput] {
    guard isDirect else {
      var headers = letter.otherHeaders
      headers.append((DeadLetterHeader.attempts.rawValue, Array(String(letter.attempts + 1).utf8)))
      if let milliseconds = letter.sourceMilliseconds {
        headers.append((DeadLetterHeader.timestamp.rawValue, Array(String(milliseconds).utf8)))
      }
      // The Kafka timestamp is the present: with the old one the topic's retention could delete the record before it is read.
      return [RedriveOutput(value: letter.value, key: letter.key, headers: headers)]
    }
    select(letter)
    return trial.events(letter).map { event in
      RedriveOutput(
        value: event.bytes, key: event.key.isEmpty ? letter.key : event.key,
        milliseconds: letter.sourceMilliseconds ?? 0, headers: letter.otherHeaders)
    }
  }
}
