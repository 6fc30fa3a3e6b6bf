/// The samples of a page in Prometheus' text format 0.0.4, as far as they can be read.
///
/// The server under the address may write anything: what makes no sense is left out, and the size is bounded by the
/// caller. Source: prometheus.io/docs/instrumenting/exposition_formats.
struct MetricsText {
  struct Sample: Equatable {
    var labels: [String: String]
    var value: Double
  }

  private(set) var samples: [String: [Sample]] = [:]

  init(_ text: String) {
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      guard line.first != UInt8(ascii: "#"), let (name, sample) = Self.sample(Substring(line)) else { continue }
      samples[name, default: []].append(sample)
    }
  }

  /// The one number of a metric without labels, or the sum of those that there are; nil without any.
  func number(_ name: String) -> Double? {
    guard let found = samples[name], !found.isEmpty else { return nil }
    return found.reduce(0) { $0 + $1.value }
  }

  /// The numbers of a metric by one of its labels.
  func numbers(_ name: String, by label: String) -> [String: Double] {
    var found: [String: Double] = [:]
    for sample in samples[name] ?? [] { found[sample.labels[label] ?? "", default: 0] += sample.value }
    return found
  }

  private static func sample(_ line: Substring) -> (String, Sample)? {
    var rest = line
    let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") })
    guard !name.isEmpty else { return nil }
    rest.removeFirst(name.count)
    var labels: [String: String] = [:]
    if rest.first == "{" {
      rest.removeFirst()
      guard read(&labels, &rest) else { return nil }
    }
    let number = rest.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" && $0 != "\r" }
    guard let value = Double(number == "+Inf" ? "inf" : String(number)), !value.isNaN else { return nil }
    return (name, Sample(labels: labels, value: value))
  }

  /// Reads `name="value",...}`.
  private static func read(_ labels: inout [String: String], _ rest: inout Substring) -> Bool {
    while let first = rest.first {
      if first == "}" {
        rest.removeFirst()
        return true
      }
      if first == "," || first == " " {
        rest.removeFirst()
        continue
      }
      guard let equals = rest.firstIndex(of: "=") else { return false }
      let name = String(rest[..<equals])
      rest = rest[rest.index(after: equals)...]
      guard rest.first == "\"" else { return false }
      rest.removeFirst()
      var value = ""
      var isEscaped = false
      var isClosed = false
      while let character = rest.popFirst() {
        if isEscaped {
          value.append(character == "n" ? "\n" : character)
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isClosed = true
          break
        } else {
          value.append(character)
        }
      }
      guard isClosed else { return false }
      labels[name] = value
    }
    return false
  }
}
