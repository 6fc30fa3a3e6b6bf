/// Puts lines together to JSON values: a value ends with the first line at whose end all its braces are closed.
///
/// A line that is whole by itself, or that cannot be the beginning of a longer value, stands alone; so one broken line never
/// swallows those after it.
struct ValueSplitter {
  /// What is longer is given up: its lines stand alone.
  static let byteLimit = 1 << 26

  private let acceptsRawNewlines: Bool
  /// The lines of the value that is open.
  private var lines: [[UInt8]] = []
  private var byteCount = 0
  private var outline = Outline()

  /// - Parameter acceptsRawNewlines: whether a string may hold a newline, which a repair then mends.
  init(acceptsRawNewlines: Bool) { self.acceptsRawNewlines = acceptsRawNewlines }

  /// Takes a line in, without its newline.
  mutating func take(_ line: Span<UInt8>, _ deliver: (Span<UInt8>) -> Void) {
    guard lines.isEmpty else { return go(on: Self.copy(line), deliver) }
    var outline = Outline()
    guard outline.read(line, acceptsRawNewlines) == .open else { return deliver(line) }
    self.outline = outline
    lines = [Self.copy(line)]
    byteCount = line.count + 1
  }

  private static func copy(_ line: Span<UInt8>) -> [UInt8] { line.indices.map { line[$0] } }

  /// Hands out what is still open, line by line.
  mutating func finish(_ deliver: (Span<UInt8>) -> Void) {
    while !lines.isEmpty { giveUp(deliver) }
  }

  private mutating func go(on line: [UInt8], _ deliver: (Span<UInt8>) -> Void) {
    lines.append(line)
    byteCount += line.count + 1
    switch outline.read(line.span, acceptsRawNewlines) {
    case .open where byteCount <= Self.byteLimit: return
    case .closed:
      let value = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
      lines = []
      deliver(value.span)
    case .open, .broken: giveUp(deliver)
    }
  }

  /// The first line stands alone; those after it are looked at again.
  private mutating func giveUp(_ deliver: (Span<UInt8>) -> Void) {
    var rest = lines[...]
    while let first = rest.popFirst() {
      deliver(first.span)
      lines = []
      byteCount = 0
      var isBroken = false
      while let line = rest.first, !isBroken {
        if lines.isEmpty {
          take(line.span, deliver)
          rest.removeFirst()
          continue
        }
        switch outline.read(line.span, acceptsRawNewlines) {
        case .open where byteCount <= Self.byteLimit:
          lines.append(line)
          byteCount += line.count + 1
          rest.removeFirst()
        case .closed:
          lines.append(line)
          rest.removeFirst()
          let value = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
          lines = []
          byteCount = 0
          deliver(value.span)
        case .open, .broken: isBroken = true
        }
      }
      guard isBroken else { return }
      rest = lines + rest
    }
  }
}

extension ValueSplitter {
  /// The braces, strings and commas of a value, as far as they tell where it ends.
  private struct Outline {
    enum State { case open, closed, broken }

    private enum Last { case start, opening, separator, value, word }

    /// Deeper is no record, and would make what is given up be read again too often.
    private static let depthLimit = 256

    private var depth = 0
    private var last = Last.start
    private var isInString = false
    private var isEscaped = false

    /// Reads a line and what ends it.
    mutating func read(_ line: Span<UInt8>, _ acceptsRawNewlines: Bool) -> State {
      for index in line.indices {
        guard take(line[index]) else { return .broken }
      }
      if isInString {
        isEscaped = false
        return acceptsRawNewlines ? .open : .broken
      }
      if last == .word { last = .value }
      return depth > 0 ? .open : .closed
    }

    /// Whether the value can go on with this byte.
    private mutating func take(_ byte: UInt8) -> Bool {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          last = .value
        }
        return true
      }
      switch byte {
      case 0x20, 0x09, 0x0D:
        if last == .word { last = .value }
        return true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard last == .opening || last == .separator || last == .start else { return false }
        depth += 1
        last = .opening
        return depth <= Self.depthLimit
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0, last != .separator else { return false }
        depth -= 1
        last = .value
        return true
      case _ where depth == 0: return false
      case UInt8(ascii: "\""):
        guard last == .opening || last == .separator else { return false }
        isInString = true
        return true
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard last == .value || last == .word else { return false }
        last = .separator
        return true
      default:
        guard last != .value else { return false }
        last = .word
        return true
      }
    }
  }
}
