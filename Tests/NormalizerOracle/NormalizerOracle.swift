import ECS
import Normalizer
package import Patterns

/// Normalizes what a fuzzer makes up, and says what of it breaks the contract.
///
/// Each input is normalized in both formats, each time behind another record, and compared with what a slow second
/// implementation of the contract's rules says. Not thread-safe: it keeps normalizers.
package final class NormalizerOracle {
  private let catalogue: Catalogue
  private var normalizers: [String: NormalizerBox] = [:]
  /// A record that fills every buffer of a normalizer: nothing of it may show in what comes next.
  private let disturbance: [UInt8]

  private final class NormalizerBox {
    var normalizer: Normalizer
    init(_ options: NormalizerOptions, _ catalogue: Catalogue) {
      normalizer = Normalizer(options: options, catalogue: catalogue)
    }
  }

  package init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    let input = FuzzInput(FuzzInput.bytes(ofText: Array("pam_unix(sshd:x): \u{1F600} left over".utf8), program: [0x73]))
    disturbance = input?.escapedValue ?? []
  }

  /// What is wrong with the dispositions that the input's value gets; nothing if all is well.
  package func disagreements(about bytes: [UInt8]) -> [String] {
    guard let input = FuzzInput(bytes) else { return [] }
    var disagreements: [String] = []
    var results: [[ObservedDisposition]] = []
    for format in OutputFormat.allCases {
      var options = input.options
      options.format = format
      let dispositions = dispositions(input.value, options, input.origin, &disagreements)
      var checker = DispositionChecker(options: options, origin: input.origin, catalogue: catalogue)
      checker.check(dispositions, of: input.value)
      if let escaped = input.escapedValue {
        let others = self.dispositions(escaped, options, input.origin, &disagreements)
        checker.compare(dispositions, escaped: others)
      }
      disagreements += checker.disagreements.map { "\(format.rawValue): \($0)" }
      results.append(dispositions)
    }
    for (sekoia, ecs) in zip(results[0], results[1])
    where sekoia.reason != .tooLarge && ecs.reason != .tooLarge {
      if sekoia.outcome != ecs.outcome || sekoia.pattern != ecs.pattern || sekoia.key != ecs.key {
        disagreements.append("the formats differ in what the record is: \(sekoia.outcome), \(ecs.outcome)")
      }
    }
    return disagreements
  }

  /// Normalizes a value behind the disturbance and behind itself, and compares.
  private func dispositions(
    _ value: [UInt8]?, _ options: NormalizerOptions, _ origin: RecordOrigin, _ disagreements: inout [String]
  ) -> [ObservedDisposition] {
    let box = box(options)
    _ = collect(disturbance, box, origin)
    let before = box.normalizer.counts
    let first = collect(value, box, origin)
    let after = box.normalizer.counts
    if after.records - before.records != first.count {
      disagreements.append("\(first.count) dispositions, \(after.records - before.records) counted")
    }
    let events = first.count { $0.outcome == .event }
    let deadLetters = first.count { if case .deadLetter = $0.outcome { true } else { false } }
    if after.events - before.events != events || after.deadLetters - before.deadLetters != deadLetters {
      disagreements.append("events and dead letters are counted wrongly")
    }
    if collect(value, box, origin) != first { disagreements.append("the second time the value becomes something else") }
    return first
  }

  private func collect(_ value: [UInt8]?, _ box: NormalizerBox, _ origin: RecordOrigin) -> [ObservedDisposition] {
    var dispositions: [ObservedDisposition] = []
    box.normalizer.normalize(value?.span, from: origin) { dispositions.append(ObservedDisposition($0)) }
    return dispositions
  }

  private func box(_ options: NormalizerOptions) -> NormalizerBox {
    // The other options may change between values; making a normalizer takes a while.
    let name = "\(options.format) \(options.includesOriginal) \(options.inputTopic)"
    if let box = normalizers[name] {
      box.normalizer.options = options
      return box
    }
    let box = NormalizerBox(options, catalogue)
    normalizers[name] = box
    return box
  }
}
