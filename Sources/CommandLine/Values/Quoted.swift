/// Puts a text of unknown origin between quotation marks: what a terminal would obey or hide is escaped, length is cut.
///
/// An argument or a file may hold anything, and mistakes are read on terminals and in log viewers.
func quoted(_ text: some StringProtocol) -> String { "'\(harmless(text))'" }

/// Escapes control, format, invisible and unassigned characters, and cuts after 200 characters.
func harmless(_ text: some StringProtocol, limit: Int = 200) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < limit else { return result + "..." }
    count += 1
    if isHarmful(scalar) {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
  if scalar.properties.isDefaultIgnorableCodePoint { return true }
  return switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
  default: false
  }
}

/// The known name that a misspelt one most likely stands for, or nil where none is near.
///
/// Near is: a beginning of three letters or more that only one name has; else the smallest Damerau-Levenshtein
/// distance (neighbours swapped count as one), at most one for short names and up to three for long ones.
/// Case and the difference between `-`, `_` and `.` do not count.
func nearestName(to name: String, among known: [String]) -> String? {
  let wanted = plain(name)
  guard !wanted.isEmpty, wanted.count <= 100 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in known {
    let distance = editDistance(wanted, plain(candidate))
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  let longest = max(wanted.count, best.map { plain($0.name).count } ?? 0)
  if let best, best.distance <= min(3, max(1, longest / 3)) { return best.name }
  let continued = known.filter { plain($0).starts(with: wanted) }
  return wanted.count >= 3 && continued.count == 1 ? continued.first : nil
}

private func plain(_ name: String) -> [UInt8] {
  Array(name.lowercased().utf8).map { $0 == 0x5F || $0 == 0x2E ? 0x2D : $0 }
}

/// Optimal string alignment: insert, delete, replace, and swap neighbours, each at the price of one.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in 1...left.count {
    var current = [row]
    current.reserveCapacity(right.count + 1)
    for column in 1...right.count {
      let cost = left[row - 1] == right[column - 1] ? 0 : 1
      var value = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
      if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
        value = min(value, beforeLast[column - 2] + 1)
      }
      current.append(value)
    }
    beforeLast = last
    last = current
  }
  return last.last ?? 0
}
