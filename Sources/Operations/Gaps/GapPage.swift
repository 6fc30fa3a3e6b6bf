import Base
import Logging

extension GapReport {
  /// One self-contained page: bars over time and by program, a table that can be searched, samples behind a click.
  ///
  /// Nothing in it is fetched from elsewhere and no script or style runs but its own, which its content security policy
  /// enforces; all data is escaped.
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
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \(SHA256.source(of: Self.style)); script-src \(SHA256.source(of: Self.script)); base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark">
      <title>Gaps of \(Self.escaped(topic))</title>
      <style>\(Self.style)</style>
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
      <script>\(Self.script)</script>
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

extension GapReport {
  /// Readable in light and dark, on a phone as one card a group.
  static let style = """
    :root { --ink: #1b1f24; --paper: #fff; --faint: #57606a; --line: #d0d7de; --bar: #0969da; --soft: #f6f8fa }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9198a1; --line: #3d444d; --bar: #4493f8; --soft: #151b23 }
    }
    * { box-sizing: border-box }
    [hidden] { display: none !important }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
    main { max-width: 1200px; margin: 0 auto; padding: 1rem }
    h1 { font-size: 1.4rem; margin: .5rem 0 }
    p { margin: .5rem 0; color: var(--faint) }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 1rem }
    figure { margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft) }
    figcaption { font-weight: 600; margin-bottom: .5rem }
    svg { display: block; width: 100%; height: auto }
    svg rect { fill: var(--bar) }
    svg line { stroke: var(--line) }
    svg text { fill: var(--ink); font-size: 13px }
    .search { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 1rem 0 }
    input { flex: 1 1 16rem; min-height: 2.5rem; padding: .25rem .75rem; font: inherit; color: inherit;
      background: var(--paper); border: 1px solid var(--faint); border-radius: 6px }
    table { width: 100%; border-collapse: collapse }
    th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid var(--line) }
    th { position: sticky; top: 0; background: var(--paper) }
    .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
    time { white-space: nowrap }
    code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
    summary { cursor: pointer; min-height: 1.5rem }
    :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px }
    ul { margin: .5rem 0; padding-left: 1.2rem }
    @media (max-width: 700px) {
      svg text { font-size: 17px }
      table, tbody { display: block }
      thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
      tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) }
      td, td.number { display: block; padding: .15rem 0; border: 0; text-align: left; overflow-wrap: anywhere }
      td[data-label] { display: inline-block; margin-right: 1rem }
      td[data-label]::before { content: attr(data-label) ": "; color: var(--faint) }
      summary { min-height: 2.75rem }
    }
    @media print { .search { display: none } }
    """

  /// Hides the rows that lack one of the words; without script the whole table stays.
  static let script = """
    const rows = Array.from(document.querySelectorAll("tbody tr"));
    const texts = rows.map(row => row.textContent.toLowerCase());
    const field = document.getElementById("search");
    const shown = document.getElementById("shown");
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every(word => texts[index].includes(word));
        if (!row.hidden) count += 1;
      });
      shown.textContent = count + " of " + rows.length + " groups";
    });
    document.addEventListener("keydown", event => {
      if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
    });
    """
}
