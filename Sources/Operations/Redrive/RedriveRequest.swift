public import Normalizer

/// What a redrive shall do.
public struct RedriveRequest: Sendable {
  /// Where dead letters go.
  public enum Target: Sendable, Equatable {
    /// The original bytes, key and headers, back to where the worker reads them.
    case input(topic: String)
    /// Events, made here, to where the worker writes them.
    case output(topic: String)

    var topic: String {
      switch self {
      case .input(let topic), .output(let topic): topic
      }
    }
  }

  public var target: Target
  /// The topic that the worker reads: only its dead letters are sent.
  public var inputTopic: String
  /// Also dead letters of other topics.
  public var acceptsAnyTopic = false
  /// Also dead letters that cannot be compared with the record that they came from, or differ from it.
  public var trustsUnverified = false
  public var filter = DeadLetterFilter()
  public var range = ScanRange()
  /// Whether anything is sent; otherwise it is only counted what would be.
  public var isExecuted = false
  /// Whether another redrive of the same group is kept away meanwhile, which takes the seconds of joining the group.
  public var claimsGroup = true
  /// Records a second at the most; nil is as fast as the brokers take them.
  public var rate: Int?
  /// Dead letters that were sent back so often are left, so that nothing circles.
  public var attemptLimit = 3
  /// Also those that were written as events.
  public var includesEmitted = false
  /// Only those that become events with the current patterns and options.
  public var onlyHealed = false
  public var options = NormalizerOptions()
  /// What the name of the redrive's group begins with.
  public var groupPrefix: String
  /// The name itself, if the user gave one.
  public var groupName: String?

  public init(target: Target, inputTopic: String, groupPrefix: String) {
    self.target = target
    self.inputTopic = inputTopic
    self.groupPrefix = groupPrefix
  }

  /// The group whose commits say what was sent.
  ///
  /// Filters and ranges are no part of it: what one run has sent, another must not send again, whatever it asks for.
  public var group: String {
    if let groupName { return groupName }
    let choices = "sent|\(inputTopic)|\(target)|\(acceptsAnyTopic)"
    // FNV-1a: the same name on every machine and in every run, which Swift's hashes are not.
    var hash: UInt32 = 2_166_136_261
    for byte in choices.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return "\(groupPrefix)-redrive-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
  }
}
