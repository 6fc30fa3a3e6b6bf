import Logging

/// Writes a snapshot in Prometheus' text format 0.0.4.
///
/// Source: prometheus.io/docs/instrumenting/exposition_formats.
enum Exposition {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  static func text(of snapshot: StatusSnapshot) -> String {
    var text = ""
    for metric in MetricTable.all {
      var lines = ""
      if let histogram = metric.histogram {
        write(histogram(snapshot), as: metric.name, to: &lines)
      } else {
        for sample in metric.samples(snapshot) {
          lines += "\(metric.name)\(labels(metric.labels, sample.labels)) \(number(sample.value))\n"
        }
      }
      guard !lines.isEmpty else { continue }
      text += "# HELP \(metric.name) \(escapedHelp(metric.help))\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
      text += lines
    }
    return text
  }

  private static func write(_ histogram: HistogramReading, as name: String, to text: inout String) {
    var cumulative = 0
    for (bound, count) in zip(histogram.bounds, histogram.counts) {
      cumulative += count
      text += "\(name)_bucket{le=\"\(number(bound))\"} \(cumulative)\n"
    }
    text += "\(name)_bucket{le=\"+Inf\"} \(histogram.count)\n"
    text += "\(name)_sum \(number(histogram.sum))\n\(name)_count \(histogram.count)\n"
  }

  private static func labels(_ names: [String], _ values: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let pairs = zip(names, values).map { "\($0)=\"\(escapedLabel($1))\"" }
    return "{\(pairs.joined(separator: ","))}"
  }

  /// Backslash, quote and newline have escapes; what a terminal would obey or hide is spelled out before.
  static func escapedLabel(_ value: String) -> String {
    var escaped = ""
    for character in value.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped += escapedHarm(character)
      }
    }
    return escaped
  }

  private static func escapedHarm(_ scalar: Unicode.Scalar) -> String {
    let shown = Terminal.sanitize(String(scalar))
    return shown.hasPrefix("\\") ? "\\" + shown : shown
  }

  private static func escapedHelp(_ help: String) -> String {
    var escaped = ""
    for character in help {
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// Whole numbers without a fraction; they are exact up to 2^53.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && value.magnitude < 9_007_199_254_740_992 ? "\(Int64(value))" : "\(value)"
  }
}

/// A distribution of durations: how many were within each bound.
public struct HistogramReading: Sendable, Equatable {
  /// Upper bounds in seconds, ascending.
  public let bounds: [Double]
  /// How many fell into each bucket alone; one more than there are bounds, for those above all of them.
  public let counts: [Int]
  /// Seconds, of all together.
  public let sum: Double

  /// An empty distribution without bounds.
  public init() { self.init(bounds: [], counts: [], sum: 0) }

  /// Takes one count more than bounds; surplus ones are left out, missing ones are 0.
  public init(bounds: [Double], counts: [Int], sum: Double) {
    self.bounds = bounds
    let missing = Array(repeating: 0, count: max(0, bounds.count + 1 - counts.count))
    self.counts = Array(counts.prefix(bounds.count + 1)) + missing
    self.sum = sum
  }

  public var count: Int { counts.reduce(0, +) }
}

extension Duration {
  /// Seconds with their fraction.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
