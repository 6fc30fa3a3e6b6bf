import Logging
import Normalizer
import Worker

/// The page for people: one file without script or anything from elsewhere, which asks for itself every five seconds.
struct StatusPage {
  let snapshot: StatusSnapshot
  let health: Health
  let history: History

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="5">
    <meta name="color-scheme" content="light dark">
    <title>\(health.isReady ? "" : "! ")\(Self.escaped(snapshot.worker)) · \(Self.escaped(snapshot.group)) · \
    azure-linux-ecs</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <header>
    <h1>\(snapshot.worker.isEmpty ? "azure-linux-ecs" : Self.escaped(snapshot.worker))</h1>
    <p>group <b>\(Self.escaped(snapshot.group))</b>: <b>\(Self.escaped(snapshot.input))</b> to \
    <b>\(Self.escaped(snapshot.output))</b>, dead letters to <b>\(Self.escaped(snapshot.deadLetterTopic))</b></p>
    </header>
    <main>
    \(state)
    <section aria-label="Figures" class="figures">
    \(figures)
    </section>
    \(chart)
    \(table("Partitions", ["partition", "lag", "committed", "end", "waiting"], partitionRows, none: "None assigned."))
    \(table("Dead letters", ["reason", "records"], rows(snapshot.deadLettersByReason), none: "None yet."))
    \(table("Gaps: texts that no pattern fits", ["program", "records"], rows(snapshot.gaps), none: "None yet."))
    \(table("Brokers", ["client", "broker", "state", "round trip", "p99"], brokerRows, none: "Not known yet."))
    </main>
    <footer><p><a href="/metrics">metrics</a> <a href="/healthz">healthz</a> <a href="/readyz">readyz</a></p>
    <p>version \(Self.escaped(snapshot.version)), librdkafka \(Self.escaped(snapshot.librdkafkaVersion)); \
    asks again every five seconds</p></footer>
    </body>
    </html>

    """
  }

  // MARK: - Parts

  private var state: String {
    guard !health.isReady else { return "<p class=\"state good\" role=\"status\">Working</p>" }
    let problems = (health.defects + health.waits).map(Self.escaped).joined(separator: "; ")
    let kind = health.isHealthy ? "waiting" : "bad"
    return "<p class=\"state \(kind)\" role=\"status\">\(health.isHealthy ? "Not ready" : "Stuck"): \(problems)</p>"
  }

  private var figures: String {
    let share =
      snapshot.records > 0 ? Double(snapshot.deadLetters) / Double(snapshot.records) * 100 : nil
    let pairs: [(String, String)] = [
      ("records a second", history.ratesPerSecond.last.map { Self.grouped(Int($0.rounded())) } ?? "–"),
      ("behind in its partitions", lag),
      ("partitions", partitions),
      ("records", Self.grouped(snapshot.records)),
      ("events", Self.grouped(snapshot.events + snapshot.eventsWithDeadLetter)),
      (
        "dead letters",
        Self.grouped(snapshot.deadLetters) + (share.map { " (\(Self.decimal($0)) %)" } ?? "")
      ),
      ("oldest waiting", Self.text(snapshot.oldestUnacknowledgedAge)),
      ("last commit", snapshot.lastCommitAge.map { Self.text($0) + " ago" } ?? "none yet"),
      ("in flight", "\(Self.grouped(snapshot.outstandingOutputs)) (\(Self.bytes(snapshot.inFlightByteCount)))"),
      ("reading waited", Self.text(snapshot.backPressure) + (snapshot.isSuspended ? ", waits now" : "")),
      ("rebalances", Self.grouped(snapshot.rebalances)),
      ("memory", snapshot.process.residentByteCount.map(Self.bytes) ?? "–"),
      ("running for", snapshot.process.age.map(Self.text) ?? "–"),
      ("format", snapshot.format.isEmpty ? "–" : Self.escaped(snapshot.format)),
      ("patterns", snapshot.patterns.isEmpty ? "–" : Self.escaped(snapshot.patterns)),
    ]
    return pairs.map { "<dl><dt>\($0.0)</dt><dd>\($0.1)</dd></dl>" }.joined(separator: "\n")
  }

  /// Of its own partitions alone: others may read the rest, or nobody.
  private var lag: String {
    if let lag = snapshot.lag { return Self.grouped(lag) }
    return snapshot.partitions.contains { $0.committed != nil } ? "unknown, no broker answers" : "no commit yet"
  }

  private var partitions: String {
    "\(Self.grouped(snapshot.assignedPartitions))\(snapshot.inputPartitions.map { " of \(Self.grouped($0))" } ?? "")"
  }

  /// Records a second over the last five minutes, as a line.
  private var chart: String {
    let rates = history.ratesPerSecond
    guard rates.count > 1, let highest = rates.max(), highest > 0 else { return "" }
    let points = rates.enumerated().map { index, rate in
      let x = Double(index) / Double(History.length - 1) * 600
      return "\(Self.decimal(x)),\(Self.decimal(78 - rate / highest * 74))"
    }
    let label = "Records a second over the last minutes, at most \(Self.grouped(Int(highest.rounded())))"
    return """
      <figure><svg viewBox="0 0 600 80" preserveAspectRatio="none" role="img" aria-label="\(label)">\
      <polyline points="\(points.joined(separator: " "))"/></svg><figcaption>\(label)</figcaption></figure>
      """
  }

  private var partitionRows: [[String]] {
    snapshot.partitions.map { partition in
      [
        "\(partition.partition)", partition.lag.map(Self.grouped) ?? (partition.committed == nil ? "no commit" : "–"),
        partition.committed.map(Self.grouped) ?? "–", partition.end.map(Self.grouped) ?? "–",
        partition.fetchQueueMessages.map(Self.grouped) ?? "–",
      ]
    }
  }

  private var brokerRows: [[String]] {
    snapshot.brokers.map { broker in
      [
        broker.client, broker.name, broker.isUp ? "up" : "down", broker.averageRoundTrip.map(Self.text) ?? "–",
        broker.slowRoundTrip.map(Self.text) ?? "–",
      ]
    }
  }

  private func rows(_ counts: [NamedCount]) -> [[String]] {
    counts.filter { $0.count > 0 }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.map {
      [$0.name, Self.grouped($0.count)]
    }
  }

  private func table(_ title: String, _ columns: [String], _ rows: [[String]], none: String) -> String {
    guard !rows.isEmpty else { return "<section><h2>\(title)</h2><p>\(none)</p></section>" }
    let head = columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.prefix(Self.rowLimit).map { row in
      "<tr>" + row.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>"
    }
    let more = rows.count > Self.rowLimit ? "<p>and \(rows.count - Self.rowLimit) more</p>" : ""
    return """
      <section><h2>\(title)</h2><div class="wide" tabindex="0" role="region" aria-label="\(title)"><table>\
      <thead><tr>\(head)</tr></thead><tbody>\(body.joined(separator: "\n"))</tbody></table></div>\(more)</section>
      """
  }

  /// A page stays small with thousands of partitions; `/metrics` has them all.
  private static let rowLimit = 100

  // MARK: - Text

  /// Names come from records and from those who name topics: they must be neither markup nor control characters.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in Terminal.sanitize(text, limit: 200) {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// Thousands with commas between them, as the commands write them.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// One digit after the point.
  static func decimal(_ value: Double) -> String {
    let tenths = Int((min(max(value, -1e15), 1e15) * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }

  static func text(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    if seconds < 0.0005 { return "0 s" }
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 120 { return "\(decimal(seconds)) s" }
    if seconds < 7200 { return "\(Int(seconds / 60)) min" }
    return "\(decimal(seconds / 3600)) h"
  }

  static func bytes(_ count: Int) -> String {
    if count < 1 << 10 { return "\(count) B" }
    if count < 1 << 20 { return "\(decimal(Double(count) / 1024)) KiB" }
    if count < 1 << 30 { return "\(decimal(Double(count) / 1_048_576)) MiB" }
    return "\(decimal(Double(count) / 1_073_741_824)) GiB"
  }

  static let style = """
    :root{--ink:#1b1f24;--soft:#5a6472;--line:#d9dee4;--paper:#fff;--card:#f5f7f9;--good:#116329;--wait:#7d4e00;\
    --bad:#a40e26;--mark:#0757ba}
    @media(prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#9aa7b5;--line:#343c46;--paper:#12161b;--card:#1b2128;\
    --good:#56d364;--wait:#e3b341;--bad:#ff7b72;--mark:#79b8ff}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);\
    background:var(--paper);overflow-wrap:anywhere}
    h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:1.5rem 0 .4rem}
    header p,footer,figcaption{color:var(--soft)}header p{margin:.2rem 0 1rem}
    a{color:var(--mark);margin-right:1rem}
    .state{padding:.6rem .8rem;border-left:.3rem solid;background:var(--card);font-weight:600}
    .good{color:var(--good)}.waiting{color:var(--wait)}.bad{color:var(--bad)}
    .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.6rem}
    dl{margin:0;padding:.5rem .7rem;background:var(--card)}dt{color:var(--soft);font-size:.85rem}
    dd{margin:0;font-size:1.1rem;font-variant-numeric:tabular-nums}
    figure{margin:1rem 0 0}svg{width:100%;height:5rem;background:var(--card)}
    polyline{fill:none;stroke:var(--mark);stroke-width:2;vector-effect:non-scaling-stroke}figcaption{font-size:.85rem}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{text-align:left;white-space:nowrap;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}th{color:var(--soft);\
    font-weight:500}
    footer{margin-top:2rem;font-size:.85rem}
    """
}
