import ECS
import Foundation
import Normalizer
import Testing

/// What real hosts and collectors sent, and the fields to expect; scored as the corpus says.
@Suite(.enabled(if: FieldCase.isThere, "the field cases are not beside the project"))
struct FieldCaseTests {
  /// Cases whose expectation the contract contradicts.
  private static let exceptions: [String: String] = [
    "w-ndjson": "the second line is another record, a failed login; each record becomes its own event, in order",
    "w-array-of-batches": "the second batch holds another record, a failed login",
    "semi-11b": "for su, user.name is who asks (row 6 of the page of detections); the account is user.effective.name",
  ]

  @Test(arguments: ["messages", "values"]) func `every case is read as expected, but for named exceptions`(file: String)
    throws
  {
    let cases = try FieldCase.all(in: file)
    var right = 0
    for one in cases {
      let wrong = try one.differences()
      right += wrong.isEmpty ? 1 : 0
      if Self.exceptions[one.id] == nil {
        #expect(wrong.isEmpty, "\(one.id): \(wrong.joined(separator: "; "))")
      } else {
        #expect(!wrong.isEmpty, "\(one.id) is an exception no more")
      }
    }
    print("\(file).jsonl: right \(right) of \(cases.count)")
    #expect(!cases.isEmpty)
  }

  @Test func `what the exceptions become is what their own bytes say`() throws {
    for one in try FieldCase.all(in: "values") where Self.exceptions[one.id] != nil {
      let events = try Normalized.all(one.value, NormalizerOptions(format: .ecs)).map { try EventTree($0.event.utf8) }
      if one.id == "semi-11b" {
        #expect(events.map { $0["user.name"]?.text } == ["bob"])
        #expect(events.map { $0["user.effective.name"]?.text } == ["root"])
      } else {
        #expect(events.map { $0["user.name"]?.text } == ["bob", "root"])
        #expect(events.map { $0["event.outcome"]?.text } == ["success", "failure"])
        #expect(events.map { $0["source.ip"]?.text } == ["192.0.2.7", "198.51.100.23"])
      }
    }
  }
}

/// One line of `messages.jsonl` or `values.jsonl`.
struct FieldCase {
  let id: String
  let value: [UInt8]
  let expected: [[String: Any]]

  static let isThere = FileManager.default.fileExists(
    atPath: Corpus.folder.appending(path: "field/values.jsonl").path)

  static func all(in file: String) throws -> [FieldCase] {
    try Corpus.lines("field/\(file).jsonl").map { line in
      let one = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
      return FieldCase(
        id: one["id"] as? String ?? "", value: try bytes(one),
        expected: one["expect"] as? [[String: Any]] ?? [one["expect"] as? [String: Any] ?? [:]])
    }
  }

  private static func bytes(_ one: [String: Any]) throws -> [UInt8] {
    if let base64 = one["value_base64"] as? String { return [UInt8](Data(base64Encoded: base64) ?? Data()) }
    if let text = one["value"] as? String { return Array(text.utf8) }
    return [UInt8](try JSONSerialization.data(withJSONObject: one["value"] ?? [:]))
  }

  func differences() throws -> [String] {
    let results = try Normalized.all(value, NormalizerOptions(format: .ecs))
    guard results.count == expected.count else { return ["\(results.count) results, not \(expected.count)"] }
    return try zip(results, expected).flatMap { result, wanted in
      let reason = result.reason?.rawValue
      if let letter = wanted["dead_letter"] as? String { return reason == letter ? [] : ["no dead letter \(letter)"] }
      if let reason { return ["dead letter \(reason)"] }
      let event = try EventTree(result.event.utf8)
      return wanted.compactMap { path, value in
        let have = path.hasSuffix("~") ? event[String(path.dropLast())] : event[path]
        return Self.fits(have, value, prefix: path.hasSuffix("~"))
          ? nil : "\(path)=\(have.map { "\($0)" } ?? "none"), not \(value)"
      }
    }
  }

  /// A list holds the wanted members.
  private static func fits(_ have: EventTree.Value?, _ wanted: Any, prefix: Bool) -> Bool {
    if let members = wanted as? [Any] { return members.allSatisfy { fits(have, $0, prefix: prefix) } }
    switch have {
    case .array(let elements): return elements.contains { fits($0, wanted, prefix: prefix) }
    case .string(let text): return prefix ? text.hasPrefix("\(wanted)") : text == "\(wanted)"
    case .number(let text): return text == "\(wanted)"
    case .boolean(let flag): return (wanted as? Bool) == flag
    case .object, .null: return false
    case nil: return wanted is NSNull
    }
  }
}
