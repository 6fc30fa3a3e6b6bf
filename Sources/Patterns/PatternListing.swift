/// The patterns of one program as text of the pattern language, out of the files that they stand in.
///
/// What is shown can be copied into a file: every event comes with the `programs` or `also` line above it, and with the
/// `written-by` lines that its file says at its top.
public struct PatternListing {
  private let catalogue: Catalogue
  private let lines: [String: [String]]

  /// - Parameter userFiles: the files that the catalogue has besides the built-in ones.
  public init(_ catalogue: Catalogue, userFiles: [PatternFile]) {
    self.catalogue = catalogue
    lines = Dictionary(
      (userFiles + EmbeddedPatternFiles.all).map { file in
        let text = String(decoding: file.bytes, as: UTF8.self)
        return (file.name, text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The events of these patterns, in the order of trial.
  public func text(of patterns: [Pattern]) -> String {
    var text = ""
    var section = ""
    var shown: Set<String> = []
    for pattern in patterns {
      guard let all = lines[pattern.file], let event = last("event", in: all, to: pattern.line),
        shown.insert("\(pattern.file):\(event)").inserted
      else { continue }
      let head = max(last("programs", in: all, to: event) ?? 0, last("also", in: all, to: event) ?? 0)
      let first = all[head...].firstIndex { word($0) == "event" } ?? event
      if section != "\(pattern.file):\(head)" {
        section = "\(pattern.file):\(head)"
        text += "\n# \(pattern.file)\n" + block(all[head..<first])
      }
      let end = all[(event + 1)...].firstIndex { ["event", "programs", "also"].contains(word($0)) } ?? all.count
      let body = all[(event + 1)..<end].filter { word($0) != "written-by" }
      let others = catalogue.patterns.filter { $0.file == pattern.file && $0.line > event && $0.line <= end }
      text += "\n" + block([all[event]] + writers(of: others) + body)
    }
    return text
  }

  /// Who writes each field of an event, which its file may say for all its events at once.
  private func writers(of patterns: [Pattern]) -> [String] {
    var names: [Writer: [String]] = [:]
    for (capture, writer) in patterns.flatMap(\.openCaptures) {
      guard let writer, !(names[writer] ?? []).contains(capture.field.name) else { continue }
      names[writer, default: []].append(capture.field.name)
    }
    return Writer.allCases.compactMap { writer in
      names[writer].map { "  written-by \(writer.rawValue) \($0.joined(separator: " "))" }
    }
  }

  /// The index of the last line that begins so, up to a line counted from 1.
  private func last(_ keyword: String, in lines: [String], to line: Int) -> Int? {
    lines.prefix(line).lastIndex { word($0) == keyword }
  }

  private func word(_ line: String) -> String {
    String(line.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" })
  }

  /// Lines without blank ones and comments at the end, which belong to what follows.
  private func block(_ lines: some Sequence<String>) -> String {
    var lines = Array(lines)
    while let line = lines.last, line.isEmpty || word(line).hasPrefix("#") || word(line).isEmpty { lines.removeLast() }
    return lines.map { $0 + "\n" }.joined()
  }
}
