/// Readings of a pattern for texts whose semicolons an agent has lost.
///
/// The agents in front of Log Analytics' `Syslog` table write a blank for each `;` of a text, or leave it out.
extension Expansion {
  /// What stands where a pattern has a semicolon.
  static let semicolonReplacements: [[UInt8]] = [[UInt8(ascii: ";")], [0x20], []]

  /// The expansions in their order; then as they are with blanks for semicolons, then without semicolons.
  ///
  /// An agent treats all semicolons of a text alike, hence three readings and not three for each semicolon.
  static func semicolonReadings(of expansions: [Expansion]) -> [Expansion] {
    var readings = expansions
    for replacement in semicolonReplacements.dropFirst() {
      for expansion in expansions where expansion.hasSemicolon {
        guard let reading = expansion.replacingSemicolons(with: replacement), !readings.contains(reading) else {
          continue
        }
        readings.append(reading)
      }
    }
    return readings
  }

  private var hasSemicolon: Bool {
    ([prefix, suffix] + (forward + backward).map(\.literal)).contains { $0.bytes.contains(UInt8(ascii: ";")) }
  }

  /// The expansion with other bytes for semicolons; nil if nothing would be left between two captures.
  private func replacingSemicolons(with replacement: [UInt8]) -> Expansion? {
    var reading = self
    reading.prefix = prefix.replacingSemicolons(with: replacement)
    reading.suffix = suffix.replacingSemicolons(with: replacement)
    for index in forward.indices {
      var literal = forward[index].literal.replacingSemicolons(with: replacement)
      if forward[index].kind == .blanks {
        // The capture takes the blanks.
        literal.removeLeadingBlanks()
      } else if literal.bytes.isEmpty {
        return nil
      }
      reading.forward[index].literal = literal
    }
    for index in backward.indices {
      reading.backward[index].literal = backward[index].literal.replacingSemicolons(with: replacement)
      if reading.backward[index].literal.bytes.isEmpty { return nil }
    }
    return reading
  }
}

extension Expansion.Literal {
  fileprivate func replacingSemicolons(with replacement: [UInt8]) -> Self {
    var new = Self()
    /// Where each byte of the old literal stands in the new one, and where that ends.
    var places: [Int] = []
    for byte in bytes {
      places.append(new.bytes.count)
      if byte == UInt8(ascii: ";") { new.bytes += replacement } else { new.bytes.append(byte) }
    }
    places.append(new.bytes.count)
    new.marks = marks.map { mark in
      Mark(
        slot: mark.slot, start: places[mark.start], length: places[mark.start + mark.length] - places[mark.start])
    }
    return new
  }

  fileprivate mutating func removeLeadingBlanks() {
    let count = bytes.prefix { $0 == 0x20 }.count
    bytes.removeFirst(count)
    marks = marks.map { mark in
      let start = max(mark.start - count, 0)
      return Mark(slot: mark.slot, start: start, length: max(mark.start + mark.length - count, 0) - start)
    }
  }
}
