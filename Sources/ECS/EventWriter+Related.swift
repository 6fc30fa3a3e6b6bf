import AzureLinux
import Patterns
import StrictJSON

/// `related.*`: each value once, in the order of the sources.
extension EventWriter {
  /// Which values of the list belong into the field; the same value may be an address in one event and a name in another.
  private enum Wanted {
    case anything, addresses, hosts
  }

  /// Makes a list of what templates yield, after what the record itself names.
  ///
  /// Values are compared as they are written, which is the same form for all of them.
  mutating func putRelated(
    _ slot: Int, _ finder: EventPlans.Finder, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    let wanted: Wanted
    var count = 0
    switch finder.kind {
    case .relatedUsers: wanted = .anything
    case .eventHosts:
      wanted = .hosts
      if !input.host.isEmpty {
        values.set(RecordSlot.firstElement, escaping: input.host)
        count = 1
      }
    case .eventIPs:
      wanted = .addresses
      for place in 0..<hostAddressCount {
        values.set(RecordSlot.firstElement + place, to: RecordSlot.firstHostAddress + place)
      }
      count = hostAddressCount
    default: wanted = .addresses
    }
    for index in finder.first..<finder.last where count < RecordSlot.elementLimit {
      let template = plans.lists[Int(index)]
      addElement(Int(template.start)..<Int(template.end), as: wanted, &count, captures, input)
    }
    if finder.kind == .relatedUsers, hasCommandSubject {
      addElement(commandSubject[.targetName], &count, input)
      addElement(commandSubject[.newName], &count, input)
    }
    guard count > 0 else { return false }
    join(count, into: slot)
    return true
  }

  /// Adds what a template yields if it is wanted and not in the list yet.
  private mutating func addElement(
    _ parts: Range<Int>, as wanted: Wanted, _ count: inout Int, _ captures: borrowing Matcher,
    _ input: borrowing EventInput
  ) {
    let element = RecordSlot.firstElement + count
    if wanted != .anything, parts.count == 1, plans.parts[parts.lowerBound].capture >= 0 {
      let range = capture(plans.parts[parts.lowerBound].capture, captures)
      guard !range.isEmpty else { return }
      // Most addresses are no names: told before anything is written.
      let found = address(in: range, input)
      guard (found == nil) == (wanted == .hosts) else { return }
      _ = put(element, found ?? range, input)
      // Neither an address nor the name of a host has a byte that is escaped.
      if found == nil, !HostName.isValid(values.bytes(element)) { return }
    } else {
      guard putTemplate(element, parts, captures, input), isWanted(element, as: wanted) else { return }
    }
    if !isRepeat(count) { count += 1 }
  }

  private mutating func addElement(_ range: Range<Int>, _ count: inout Int, _ input: borrowing EventInput) {
    guard count < RecordSlot.elementLimit, put(RecordSlot.firstElement + count, range, input) else { return }
    if !isRepeat(count) { count += 1 }
  }

  /// Whether a value is of the wanted kind; cuts an IPv6 zone off.
  private mutating func isWanted(_ slot: Int, as wanted: Wanted) -> Bool {
    switch wanted {
    case .anything: return true
    case .hosts: return IPAddress.length(values.bytes(slot)) == nil && HostName.isValid(values.bytes(slot))
    case .addresses:
      guard let length = IPAddress.length(values.bytes(slot)) else { return false }
      values.truncate(slot, to: length)
      return true
    }
  }

  private func isRepeat(_ count: Int) -> Bool {
    let value = values.bytes(RecordSlot.firstElement + count)
    for earlier in 0..<count {
      let other = values.bytes(RecordSlot.firstElement + earlier)
      guard other.count == value.count else { continue }
      var isEqual = true
      for index in value.indices where other[index] != value[index] {
        isEqual = false
        break
      }
      if isEqual { return true }
    }
    return false
  }

  /// Makes the elements the value of a slot.
  private mutating func join(_ count: Int, into slot: Int) {
    guard count > 1 else { return values.set(slot, to: RecordSlot.firstElement) }
    let start = values.scratchCount
    for index in 0..<count {
      if index > 0 { values.append("\",\"") }
      values.append(value: RecordSlot.firstElement + index)
    }
    values.setMade(slot, from: start)
  }
}
