import AzureLinux
import Patterns
import StrictJSON

/// `related.*`: each value once, in the order of the sources.
extension EventWriter {
  /// Which values of the list belong into the field; the same value may be an address in one event and a name in another.
  private enum Wanted {
    case anything, addresses, hosts
  }

  /// Writes a list of what templates yield, behind what the record itself names.
  ///
  /// Values are compared as they are written, which is the same form for all of them.
  mutating func writeRelated(
    _ step: EventPlans.Step, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    let wanted: Wanted =
      switch step.kind {
      case .relatedUsers: .anything
      case .eventHosts: .hosts
      default: .addresses
      }
    var written: InlineArray<16, Range<Int>> = .init(repeating: 0..<0)
    var count = 0
    if step.kind == .eventHosts, !input.host.isEmpty {
      beginElement(step, isFirst: true)
      let start = output.count
      output.appendEscaped(input.host)
      written[0] = start..<output.count
      count = 1
    } else if step.kind == .eventIPs {
      var position = 0
      while count < 4, let address = nextHostAddress(&position, input) {
        beginElement(step, isFirst: count == 0)
        let start = output.count
        Self.append(address, input, to: &output)
        written[count] = start..<output.count
        count += 1
      }
    }
    var index = Int(step.first)
    while index + 1 < Int(step.last), count < written.count {
      let parts = Int(plans.numbers[index])..<Int(plans.numbers[index + 1])
      index += 2
      guard yields(parts, captures) else { continue }
      var address: Range<Int>?
      if wanted != .anything, parts.count == 1, plans.parts[parts.lowerBound].capture >= 0 {
        // Most addresses are no names: told before anything is written.
        let range = capture(plans.parts[parts.lowerBound].capture, captures)
        let found = IPAddress.range(input.text.extracting(range))
        guard (found == nil) == (wanted == .hosts) else { continue }
        if unmapsAddresses, let found {
          address = range.lowerBound + found.lowerBound..<range.lowerBound + found.upperBound
        }
      }
      let before = output.count
      let stateBefore = state
      beginElement(step, isFirst: count == 0)
      let start = output.count
      if let address { appendText(address, input) } else { appendParts(parts, captures, input) }
      if isWanted(from: start, as: wanted), !isRepeat(from: start, of: written, count: count) {
        written[count] = start..<output.count
        count += 1
      } else {
        output.truncate(to: before)
        state = stateBefore
      }
    }
    if step.kind == .relatedUsers, hasCommandSubject {
      for isNew in 0...1 where count < written.count {
        let name = commandSubject[isNew == 1 ? .newName : .targetName]
        guard !name.isEmpty else { continue }
        let before = output.count
        let stateBefore = state
        beginElement(step, isFirst: count == 0)
        let start = output.count
        appendText(name, input)
        if isRepeat(from: start, of: written, count: count) {
          output.truncate(to: before)
          state = stateBefore
        } else {
          written[count] = start..<output.count
          count += 1
        }
      }
    }
    guard count > 0 else { return false }
    output.append("\"]")
    return true
  }

  private mutating func beginElement(_ step: EventPlans.Step, isFirst: Bool) {
    if isFirst {
      beginField(step)
      output.append("[\"")
    } else {
      output.append("\",\"")
    }
  }

  /// Whether the value at the end of the output is of the wanted kind; cuts an IPv6 zone off.
  private mutating func isWanted(from start: Int, as wanted: Wanted) -> Bool {
    guard wanted != .anything else { return true }
    let (length, isHost) = Self.inspect(output.span.extracting(start..<output.count))
    switch wanted {
    case .anything: return true
    case .hosts: return length == nil && isHost
    case .addresses:
      guard let length else { return false }
      output.truncate(to: start + length)
      return true
    }
  }

  private static func inspect(_ value: Span<UInt8>) -> (addressLength: Int?, isHost: Bool) {
    (IPAddress.length(value), HostName.isValid(value))
  }

  private func isRepeat(from start: Int, of written: InlineArray<16, Range<Int>>, count: Int) -> Bool {
    let bytes = output.span
    let value = bytes.extracting(start..<output.count)
    for earlier in 0..<count {
      let other = bytes.extracting(written[earlier])
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
}
