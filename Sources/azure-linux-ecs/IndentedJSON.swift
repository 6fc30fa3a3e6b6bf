import Logging
import Operations

/// An event laid out for people: one member of the event a line, with what lies in it.
struct IndentedJSON {
  /// The lines, safe for a terminal.
  let lines: [String]

  /// - Parameter event: JSON without white space outside of strings, as the normalizer writes it.
  init(_ event: String) {
    var lines: [String] = []
    var line = ""
    var depth = 0
    var state = JSONStringState()
    for scalar in event.unicodeScalars {
      if state.takes(scalar) {
        line.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "{", "[":
        depth += 1
        line.unicodeScalars.append(scalar)
        if depth == 1 {
          lines.append(line)
          line = "  "
        }
      case "}", "]":
        depth -= 1
        if depth == 0 {
          lines.append(line)
          line = ""
        }
        line.unicodeScalars.append(scalar)
      case "," where depth == 1:
        lines.append(line + ",")
        line = "  "
      case ",", ":": line += "\(scalar) "
      default: line.unicodeScalars.append(scalar)
      }
    }
    lines.append(line)
    self.lines = lines.map { Terminal.sanitize($0) }
  }
}
