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
