import AzureLinux
import Patterns
import StrictJSON

/// Values that a pattern finds in the text.
extension EventWriter {
  /// Finds them, and their part of the key.
  mutating func findOwnValues(_ plan: EventPlans.Plan, _ captures: borrowing Matcher, _ input: borrowing EventInput) {
    addresses.removeAll()
    hasCommandSubject = plan.commandCapture >= 0
    if hasCommandSubject { commandSubject = CommandSubject(input.text, capture(plan.commandCapture, captures)) }
    for index in 0..<Int(plan.finderCount) {
      let slot = RecordSlot.firstOwn + index
      if find(plans.finders[Int(plan.firstFinder) + index], slot, captures, input) {
        key.own |= 1 << UInt64(index)
      } else {
        values.clear(slot)
      }
    }
  }

  /// Puts what a finder finds into the slot; false if that is nothing.
  @inline(__always)
  private mutating func find(
    _ finder: EventPlans.Finder, _ slot: Int, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    switch finder.kind {
    case .captured: return put(slot, capture(finder.first, captures), input)
    case .address:
      let range = capture(finder.first, captures)
      guard let address = address(in: range, input) else { return false }
      return put(slot, address, input)
    case .domain:
      let range = capture(finder.first, captures)
      guard address(in: range, input) == nil, HostName.isValid(input.text.extracting(range)) else { return false }
      return put(slot, range, input)
    case .number: return putNumber(slot, capture(finder.first, captures), input)
    case .template: return putTemplate(slot, Int(finder.first)..<Int(finder.last), captures, input)
    case .eventHosts, .eventIPs, .relatedIPs, .relatedUsers: return putRelated(slot, finder, captures, input)
    case .firstTemplate: return putFirst(slot, finder, captures, input)
    case .executable, .sekoiaExecutable: return putExecutable(slot, finder, captures, input)
    case .arguments: return putArguments(slot, capture(finder.first, captures), input)
    case .unitService:
      let unit = capture(finder.first, captures)
      guard CommandWords.ends(input.text, unit, with: ".service") else { return false }
      return put(slot, unit.lowerBound..<unit.upperBound - ".service".utf8.count, input)
    case .typedService:
      guard CommandWords.equals(input.text, capture(finder.last, captures), "service") else { return false }
      return put(slot, capture(finder.first, captures), input)
    case .commandPart:
      guard let part = CommandSubject.Part(rawValue: Int(finder.first)) else { return false }
      return put(slot, commandSubject[part], input)
    }
  }

  // MARK: - Pieces of the text

  @inline(__always)
  func capture(_ index: Int32, _ captures: borrowing Matcher) -> Range<Int> {
    captures.captureRange(Int(index)) ?? 0..<0
  }

  /// A part of the text; false for an empty one.
  @inline(__always)
  mutating func put(_ slot: Int, _ range: Range<Int>, _ input: borrowing EventInput) -> Bool {
    guard !range.isEmpty else { return false }
    let bytes = input.text.extracting(range)
    if input.textIsPlain { values.set(slot, bytes) } else { values.set(slot, escaping: bytes) }
    return true
  }

  /// Where in a part of the text the address stands that an `ip` field gets, nil where the part is none.
  @inline(__always)
  mutating func address(in range: Range<Int>, _ input: borrowing EventInput) -> Range<Int>? {
    guard let found = addresses.address(in: range, input.text) else { return nil }
    // The sekoia format keeps an IPv4 address that is mapped into IPv6 as it is.
    let start = format == .ecs ? found.lowerBound : 0
    return range.lowerBound + start..<range.lowerBound + found.upperBound
  }

  private mutating func putNumber(_ slot: Int, _ range: Range<Int>, _ input: borrowing EventInput) -> Bool {
    guard let number = CapturedNumber(input.text, range) else { return false }
    if number.isCanonical {
      values.set(slot, input.text.extracting(range))
    } else {
      values.set(slot, decimal: number.value)
    }
    return true
  }

  // MARK: - Templates

  /// A template yields nothing if one of its captures is empty.
  mutating func putTemplate(
    _ slot: Int, _ parts: Range<Int>, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    guard yields(parts, captures) else { return false }
    if parts.count == 1, plans.parts[parts.lowerBound].capture >= 0 {
      return put(slot, capture(plans.parts[parts.lowerBound].capture, captures), input)
    }
    let start = values.scratchCount
    for index in parts {
      let part = plans.parts[index]
      if part.capture >= 0 {
        let bytes = input.text.extracting(capture(part.capture, captures))
        if input.textIsPlain { values.append(bytes) } else { values.appendEscaped(bytes) }
      } else {
        // Escaped when it was compiled.
        for place in part.literalStart..<part.literalEnd { values.append(plans.bytes[Int(place)]) }
      }
    }
    values.setMade(slot, from: start)
    return true
  }

  /// The first template of a list that yields anything.
  private mutating func putFirst(
    _ slot: Int, _ finder: EventPlans.Finder, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    for index in finder.first..<finder.last {
      let template = plans.lists[Int(index)]
      if putTemplate(slot, Int(template.start)..<Int(template.end), captures, input) { return true }
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

  // MARK: - Commands

  /// The first word of a command line, if it is a path or need not be one.
  private mutating func putExecutable(
    _ slot: Int, _ finder: EventPlans.Finder, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    let range = capture(finder.first, captures)
    guard !range.isEmpty else { return false }
    guard
      input.text[range.lowerBound] == UInt8(ascii: "/")
        || (finder.kind == .sekoiaExecutable && key.programClass == .sudo)
    else { return false }
    var end = range.lowerBound
    while end < range.upperBound, input.text[end] != UInt8(ascii: " ") { end += 1 }
    return put(slot, range.lowerBound..<end, input)
  }

  /// The words of a command line; what quoting it had is not in the log.
  private mutating func putArguments(_ slot: Int, _ range: Range<Int>, _ input: borrowing EventInput) -> Bool {
    let start = values.scratchCount
    var position = range.lowerBound
    while position < range.upperBound {
      while position < range.upperBound, input.text[position] == UInt8(ascii: " ") { position += 1 }
      let first = position
      while position < range.upperBound, input.text[position] != UInt8(ascii: " ") { position += 1 }
      guard position > first else { break }
      if values.scratchCount > start { values.append("\",\"") }
      let bytes = input.text.extracting(first..<position)
      if input.textIsPlain { values.append(bytes) } else { values.appendEscaped(bytes) }
    }
    guard values.scratchCount > start else { return false }
    values.setMade(slot, from: start)
    return true
  }
}
