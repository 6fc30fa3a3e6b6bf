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
    guard yields(parts, captures) else { return false }
    beginField(step)
    output.append(step.kind == .templateInArray ? "[\"" : "\"")
    appendParts(parts, captures, input)
    output.append(step.kind == .templateInArray ? "\"]" : "\"")
    return true
  }

  /// The first template of a list that yields anything.
  mutating func writeFirst(
    _ step: EventPlans.Step, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    var index = Int(step.first)
    while index + 1 < Int(step.last) {
      let parts = Int(plans.numbers[index])..<Int(plans.numbers[index + 1])
      index += 2
      guard yields(parts, captures) else { continue }
      beginField(step)
      output.append(step.kind == .firstInArray ? "[\"" : "\"")
      appendParts(parts, captures, input)
      output.append(step.kind == .firstInArray ? "\"]" : "\"")
      return true
    }
    return false
  }

  /// Whether a template has a value: all its captures have one.
  func yields(_ parts: Range<Int>, _ captures: borrowing Matcher) -> Bool {
    for index in parts where plans.parts[index].capture >= 0 {
      if capture(plans.parts[index].capture, captures).isEmpty { return false }
    }
    return true
  }

  /// Appends a template's value as the inside of a JSON string.
  mutating func appendParts(_ parts: Range<Int>, _ captures: borrowing Matcher, _ input: borrowing EventInput) {
    for index in parts {
      let part = plans.parts[index]
      if part.capture >= 0 {
        appendText(capture(part.capture, captures), input)
      } else {
        // Escaped when it was compiled.
        appendBytes(part.literal)
      }
    }
  }

  /// The first word of a command line, if it is a path or need not be one.
  mutating func writeExecutable(
    _ range: Range<Int>, _ step: EventPlans.Step, _ input: borrowing EventInput
  ) -> Bool {
    guard !range.isEmpty else { return false }
    guard input.text[range.lowerBound] == UInt8(ascii: "/") || (step.kind == .sekoiaExecutable && isSudo)
    else { return false }
    var end = range.lowerBound
    while end < range.upperBound, input.text[end] != UInt8(ascii: " ") { end += 1 }
    return writeCapture(range.lowerBound..<end, step, input)
  }

  /// The name of a unit that is a service, without its type.
  mutating func writeUnit(_ unit: Range<Int>, _ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    guard CommandWords.ends(input.text, unit, with: ".service") else { return false }
    return writeCapture(unit.lowerBound..<unit.upperBound - ".service".utf8.count, step, input)
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
}
