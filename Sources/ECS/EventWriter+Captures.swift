import AzureLinux
import Patterns
import StrictJSON

/// Fields that are made of captures by more than copying one.
extension EventWriter {
  /// A template yields nothing if one of its captures is empty.
  mutating func writeTemplate(
    _ step: EventPlans.Step, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    let parts = Int(step.first)..<Int(step.last)
    for index in parts where plans.parts[index].capture >= 0 {
      if capture(plans.parts[index].capture, captures).isEmpty { return false }
    }
    beginField(step)
    output.append(step.kind == .templateInArray ? "[\"" : "\"")
    for index in parts {
      let part = plans.parts[index]
      if part.capture >= 0 {
        appendText(capture(part.capture, captures), input)
      } else {
        // Escaped when it was compiled.
        appendBytes(part.literal)
      }
    }
    output.append(step.kind == .templateInArray ? "\"]" : "\"")
    return true
  }

  /// The first word of a command line, if it is a path; of sudo's, whatever it is (`list` and `validate` are no paths).
  mutating func writeExecutable(
    _ range: Range<Int>, _ step: EventPlans.Step, _ input: borrowing EventInput
  ) -> Bool {
    guard !range.isEmpty else { return false }
    guard input.text[range.lowerBound] == UInt8(ascii: "/") || isSudo else { return false }
    var end = range.lowerBound
    while end < range.upperBound, input.text[end] != UInt8(ascii: " ") { end += 1 }
    return writeCapture(range.lowerBound..<end, step, input)
  }

  /// The words of a command line; what quoting it had is not in the log.
  mutating func writeArguments(
    _ range: Range<Int>, _ step: EventPlans.Step, _ input: borrowing EventInput
  ) -> Bool {
    var position = range.lowerBound
    var isFirst = true
    while position < range.upperBound {
      while position < range.upperBound, input.text[position] == UInt8(ascii: " ") { position += 1 }
      let start = position
      while position < range.upperBound, input.text[position] != UInt8(ascii: " ") { position += 1 }
      guard position > start else { break }
      if isFirst {
        beginField(step)
        output.append("[\"")
      } else {
        output.append("\",\"")
      }
      isFirst = false
      appendText(start..<position, input)
    }
    guard !isFirst else { return false }
    output.append("\"]")
    return true
  }

  /// `related.*`: each value once, in the order of the captures.
  mutating func writeRelated(
    _ step: EventPlans.Step, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    var written: InlineArray<8, Range<Int>> = .init(repeating: 0..<0)
    var count = 0
    let host = step.kind == .relatedHosts ? input.record.host : .absent
    let hasHost = host.isPresent && !host.slice.isEmpty
    if hasHost {
      beginField(step)
      output.append("[\"")
      appendField(host, input)
    }
    for index in Int(step.first)..<Int(step.last) where count < written.count {
      var range = capture(plans.numbers[index], captures)
      guard !range.isEmpty else { continue }
      if step.kind != .relatedUsers {
        let length = IPAddress.length(input.text.extracting(range))
        guard (length == nil) == (step.kind == .relatedHosts) else { continue }
        if let length { range = range.lowerBound..<range.lowerBound + length }
      }
      var isKnown = hasHost && input.textIsPlain && Self.equal(input.text.extracting(range), input.bytes(of: host))
      for earlier in 0..<count where !isKnown {
        isKnown = Self.equal(input.text.extracting(range), input.text.extracting(written[earlier]))
      }
      guard !isKnown else { continue }
      if count == 0, !hasHost {
        beginField(step)
        output.append("[\"")
      } else {
        output.append("\",\"")
      }
      appendText(range, input)
      written[count] = range
      count += 1
    }
    guard count > 0 || hasHost else { return false }
    output.append("\"]")
    return true
  }

  private static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}
