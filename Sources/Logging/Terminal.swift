import Glibc

/// What is true of terminals, and what must not reach one.
public enum Terminal {
  /// Whether a file descriptor is a terminal.
  public static func isTerminal(_ fileDescriptor: Int32) -> Bool { isatty(fileDescriptor) == 1 }

  /// How many columns a terminal has now; nil for anything else.
  public static func columns(_ fileDescriptor: Int32) -> Int? { size(fileDescriptor)?.columns }

  /// How many rows and columns a terminal has now; nil for anything else.
  public static func size(_ fileDescriptor: Int32) -> (rows: Int, columns: Int)? {
    var size = winsize()
    let status = unsafe withUnsafeMutablePointer(to: &size) { unsafe ioctl(fileDescriptor, UInt(TIOCGWINSZ), $0) }
    return status == 0 && size.ws_col > 0 ? (Int(size.ws_row), Int(size.ws_col)) : nil
  }

  /// The text without anything that a terminal obeys, reorders or hides, on one line.
  ///
  /// Control characters (ANSI escapes begin with one), bidirectional and zero-width marks, other invisible,
  /// unassigned and private characters are written as `\u{1B}`; newline, carriage return and tab as `\n`, `\r`, `\t`.
  /// A backslash stays as it is. Code that writes user names, commands or texts of records anywhere a person looks goes
  /// through here: they are chosen by attackers.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - limit: How many characters of it are shown; what is cut is counted behind.
  public static func sanitize(_ text: some StringProtocol, limit: Int = .max) -> String {
    if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(text) }
    var result = ""
    var shown = 0
    for scalar in text.unicodeScalars {
      guard shown < limit else { return result + "...(\(text.unicodeScalars.count - shown) more)" }
      shown += 1
      append(scalar, to: &result)
    }
    return result
  }

  /// JSON that means the same, in which every character that a terminal would obey, reorder or hide is an escape.
  ///
  /// - Parameter json: a JSON text on one line; between its strings there are only characters that no terminal minds.
  public static func harmless(json: String) -> String {
    if json.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return json }
    var result = ""
    for scalar in json.unicodeScalars {
      guard isHarmful(scalar) else {
        result.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where isHarmful(scalar): result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: result.unicodeScalars.append(scalar)
    }
  }

  /// Whether a terminal would obey, reorder or hide a character.
  static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    if scalar.properties.isDefaultIgnorableCodePoint { return true }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
    default: false
    }
  }
}
