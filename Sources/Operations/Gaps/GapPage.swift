import Logging

extension GapReport {
  /// One self-contained page: bars over time and by program, a table that can be searched, samples behind a click.
  ///
  /// Nothing in it is fetched from elsewhere, which its content security policy enforces; all data is escaped.
  /// - Parameter nowMilliseconds: when it was made.
  public func html(nowMilliseconds: Int64) -> String {
    let count = "\(counted(total, "gap")) in \(counted(gaps.count, "group"))"
    let rest = uncounted > 0 ? ", \(grouped(uncounted)) not grouped" : ""
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <meta name="color-scheme" content="light dark">
      <title>Gaps of \(Self.escaped(topic))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>Gaps of \(Self.escaped(topic))</h1>
      <p>\(count)\(rest). Texts of known programs that no pattern fits, grouped by what they have in common;
      made \(WallTime(milliseconds: nowMilliseconds).rfc3339).</p>
      <div class="charts">
      \(overTime)
      \(byProgram)
      </div>
      <p class="search"><label for="search">Search program, pattern or sample</label>
      <input id="search" type="search" autocomplete="off" spellcheck="false">
      <output id="shown" for="search" aria-live="polite">\(counted(gaps.count, "group"))</output></p>
      <table>
      <thead><tr><th scope="col" class="number">Count</th><th scope="col" class="number">Share</th><th scope="col">Program</th>
      <th scope="col">First seen</th><th scope="col">Last seen</th><th scope="col">Proposed pattern, samples</th></tr></thead>
      <tbody>
      \(gaps.map(row).joined(separator: "\n"))
      </tbody>
      </table>
      </main>
      <script>
      \(Self.script)
      </script>
      </body>
      </html>

      """
  }

  private func row(_ gap: Gap) -> String {
    let samples = gap.samples.map { "<li><code>\(Self.escaped(String(decoding: $0, as: UTF8.self)))</code></li>" }
    return """
      <tr><td class="number" data-label="Count">\(grouped(gap.count))</td>\
      <td class="number" data-label="Share">\(percent(gap.count, of: total))</td>\
      <td data-label="Program">\(Self.escaped(gap.program))</td>\
      <td data-label="First seen">\(Self.time(gap.first))</td><td data-label="Last seen">\(Self.time(gap.last))</td>\
      <td><details><summary><code>\(Self.escaped(gap.pattern))</code></summary>\
      <ul>\(samples.joined())</ul></details></td></tr>
      """
  }

  private static func time(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "-" }
    let text = WallTime(milliseconds: milliseconds).rfc3339
    return "<time datetime=\"\(text)\">\(text.prefix(16).replacing("T", with: " "))</time>"
  }

  // MARK: - Charts

  /// At most so many bars over time.
  private static let barLimit = 48
  private static let spans: [(minutes: Int64, name: String)] = [
    (1, "minute"), (5, "5 minutes"), (15, "15 minutes"), (60, "hour"), (180, "3 hours"), (720, "12 hours"),
    (1440, "day"), (10_080, "week"), (43_200, "30 days"),
  ]

  private var overTime: String {
    var minutes: [Int64: Int] = [:]
    for gap in gaps { minutes.merge(gap.minutes, uniquingKeysWith: +) }
    guard let first = minutes.keys.min(), let last = minutes.keys.max() else { return "" }
    let span =
      Self.spans.first { last / $0.minutes - first / $0.minutes < Int64(Self.barLimit) }
      ?? Self.spans[Self.spans.count - 1]
    var bars: [Int64: Int] = [:]
    for (minute, count) in minutes { bars[minute / span.minutes, default: 0] += count }
    let begin = first / span.minutes
    // A clock that was wrong once must not make a million bars.
    let barCount = Int(min(last / span.minutes - begin + 1, Int64(Self.barLimit) * 8))
    let highest = max(1, bars.values.max() ?? 1)
    let width = 640.0 / Double(barCount)
    let shapes = (0..<barCount).compactMap { index -> String? in
      guard let count = bars[begin + Int64(index)] else { return nil }
      let height = max(2, 150 * Double(count) / Double(highest))
      let start = WallTime(milliseconds: (begin + Int64(index)) * span.minutes * 60_000).rfc3339.prefix(16)
      return "<rect x=\"\(Self.tenths(Double(index) * width))\" y=\"\(Self.tenths(160 - height))\" "
        + "width=\"\(Self.tenths(max(1, width - 1)))\" height=\"\(Self.tenths(height))\">"
        + "<title>\(start.replacing("T", with: " ")): \(counted(count, "gap"))</title></rect>"
    }
    let ends = [begin, begin + Int64(barCount) - 1].map {
      WallTime(milliseconds: $0 * span.minutes * 60_000).rfc3339.prefix(16).replacing("T", with: " ")
    }
    return """
      <figure><figcaption>Gaps per \(span.name), at most \(grouped(highest))</figcaption>
      <svg viewBox="0 0 640 180" role="img" aria-label="Gaps per \(span.name) from \(ends[0]) to \(ends[1])">
      <line x1="0" y1="160.5" x2="640" y2="160.5"></line>
      \(shapes.joined(separator: "\n"))
      <text x="0" y="176">\(ends[0])</text><text x="640" y="176" text-anchor="end">\(barCount > 1 ? ends[1] : "")</text>
      </svg></figure>
      """
  }

  private var byProgram: String {
    var counts: [String: Int] = [:]
    for gap in gaps { counts[gap.program, default: 0] += gap.count }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = sorted.prefix(8)
    guard let highest = shown.first?.value else { return "" }
    let shapes = shown.enumerated().map { index, entry in
      let top = index * 22
      let width = max(2, 330 * Double(entry.value) / Double(highest))
      return "<text x=\"200\" y=\"\(top + 15)\" text-anchor=\"end\">\(Self.escaped(Self.shortened(entry.key)))</text>"
        + "<rect x=\"208\" y=\"\(top + 3)\" width=\"\(Self.tenths(width))\" height=\"16\"></rect>"
        + "<text x=\"\(Self.tenths(214 + width))\" y=\"\(top + 15)\">\(grouped(entry.value))</text>"
    }
    let more = sorted.count > shown.count ? ", \(sorted.count - shown.count) more in the table" : ""
    return """
      <figure><figcaption>Gaps by program\(more)</figcaption>
      <svg viewBox="0 0 640 \(shown.count * 22 + 4)" role="img" aria-label="Gaps by program">
      \(shapes.joined(separator: "\n"))
      </svg></figure>
      """
  }

  private static func shortened(_ text: String) -> String { text.count > 20 ? text.prefix(19) + "…" : text }

  private static func tenths(_ number: Double) -> String {
    let scaled = Int((number * 10).rounded())
    return "\(scaled / 10).\(abs(scaled % 10))"
  }

  /// Text that is only text in HTML, between tags and in attributes; what reorders or hides is written out.
  static func escaped(_ text: String) -> String {
    Terminal.sanitize(text, limit: 4000).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
