import Patterns
import StrictJSON

/// Turns lists of fields into plans.
struct PlanCompiler {
  private(set) var compiled = EventPlans()
  private var knownBytes: [[UInt8]: EventPlans.ByteRange] = [:]

  /// What all plans share of a path.
  private struct Path {
    let segments: [String]
    /// The segments with a byte between them that is lower than all of theirs: in its order the members of an object stand
    /// together.
    let key: [UInt8]
    let name: EventPlans.ByteRange
    /// Where in `numbers` the ends of its openings begin.
    let openings: Int32
  }

  /// What stands between two paths.
  private struct Passage {
    let transition: EventPlans.ByteRange
    let sharedDepth: UInt8
  }

  private struct Neighbours: Hashable {
    /// -1 for the beginning of the event.
    let previous: Int
    let next: Int
  }

  private var paths: [Path] = []
  private var knownPaths: [String: Int] = [:]
  private var passages: [Neighbours: Passage] = [:]

  /// Adds a plan for the fields, by their dotted paths. Of a path that occurs twice the later source counts.
  mutating func add(_ fields: [(path: String, source: FieldSource)]) {
    var members: [(path: Int, place: Int)] = []
    for (place, field) in fields.enumerated() { members.append((path(field.path), place)) }
    members.sort { left, right in
      left.path == right.path
        ? left.place < right.place : paths[left.path].key.lexicographicallyPrecedes(paths[right.path].key)
    }
    let firstStep = compiled.steps.count
    var previous = -1
    var command: Int32 = -1
    for (index, member) in members.enumerated() {
      if index + 1 < members.count, members[index + 1].path == member.path { continue }
      let source = fields[member.place].source
      addStep(member.path, after: previous, source: source)
      previous = member.path
      if case .command(_, let capture) = source { command = Int32(capture) }
    }
    compiled.plans.append(firstStep..<compiled.steps.count)
    compiled.commandCaptures.append(command)
  }

  private mutating func path(_ dotted: String) -> Int {
    if let known = knownPaths[dotted] { return known }
    let segments = dotted.split(separator: ".").map(String.init)
    let openings = Int32(compiled.numbers.count)
    compiled.numbers.append(Int32(compiled.bytes.count))
    for parent in segments.dropLast() {
      compiled.bytes += Self.quoted(parent) + Array(":{".utf8)
      compiled.numbers.append(Int32(compiled.bytes.count))
    }
    paths.append(
      Path(
        segments: segments, key: Array(segments.joined(separator: "\0").utf8),
        name: intern(Self.quoted(segments.last ?? "") + [UInt8(ascii: ":")]), openings: openings))
    knownPaths[dotted] = paths.count - 1
    return paths.count - 1
  }

  private mutating func passage(from previous: Int, to next: Int) -> Passage {
    let neighbours = Neighbours(previous: previous, next: next)
    if let known = passages[neighbours] { return known }
    let parents = paths[next].segments.dropLast()
    let previousParents = previous < 0 ? [] : paths[previous].segments.dropLast()
    let shared = zip(parents, previousParents).prefix { $0 == $1 }.count
    var transition: [UInt8] = []
    if previous >= 0 {
      transition += Array(repeating: UInt8(ascii: "}"), count: previousParents.count - shared)
      transition.append(UInt8(ascii: ","))
    }
    for parent in parents.dropFirst(shared) { transition += Self.quoted(parent) + Array(":{".utf8) }
    transition += Self.quoted(paths[next].segments.last ?? "") + [UInt8(ascii: ":")]
    let passage = Passage(transition: intern(transition), sharedDepth: UInt8(clamping: shared))
    passages[neighbours] = passage
    return passage
  }

  private mutating func addStep(_ path: Int, after previous: Int, source: FieldSource) {
    let passage = passage(from: previous, to: path)
    let (kind, first, last) = lower(source)
    compiled.steps.append(
      EventPlans.Step(
        kind: kind, depth: UInt8(clamping: paths[path].segments.count - 1), sharedDepth: passage.sharedDepth,
        first: first, last: last, transition: passage.transition, name: paths[path].name,
        openings: paths[path].openings))
  }

  private mutating func lower(_ source: FieldSource) -> (EventPlans.Kind, Int32, Int32) {
    switch source {
    case .constant(let json):
      let range = intern(Array(json.utf8))
      return (.constant, range.start, range.end)
    case .captured(let index): return (.captured, Int32(index), 0)
    case .capturedNumber(let index): return (.capturedNumber, Int32(index), 0)
    case .capturedIP(let index): return (.capturedIP, Int32(index), 0)
    case .capturedDomain(let index): return (.capturedDomain, Int32(index), 0)
    case .executable(let index): return (.executable, Int32(index), 0)
    case .arguments(let index): return (.arguments, Int32(index), 0)
    case .sekoiaExecutable(let index): return (.sekoiaExecutable, Int32(index), 0)
    case .command(let part, let index): return (.commandPart, Int32(index), Int32(part.rawValue))
    case .serviceOfUnit(let index): return (.serviceOfUnit, Int32(index), 0)
    case .serviceOfType(let name, let type): return (.serviceOfType, Int32(name), Int32(type))
    case .serviceOfProgram: return (.serviceOfProgram, 0, 0)
    case .unlistedProgram: return (.unlistedProgram, 0, 0)
    case .systemDataset: return (.systemDataset, 0, 0)
    case .first(let templates): return list(.first, templates)
    case .firstInArray(let templates): return list(.firstInArray, templates)
    case .relatedUsers(let templates): return list(.relatedUsers, templates)
    case .relatedIPs(let templates): return list(.relatedIPs, templates)
    case .eventIPs(let templates): return list(.eventIPs, templates)
    case .eventHosts(let templates): return list(.eventHosts, templates)
    case .template(let template): return self.template(.template, template)
    case .templateInArray(let template): return self.template(.templateInArray, template)
    case .time: return (.time, 0, 0)
    case .recordBytes: return (.recordBytes, 0, 0)
    case .text: return (.text, 0, 0)
    case .host: return (.host, 0, 0)
    case .program: return (.program, 0, 0)
    case .processID: return (.processID, 0, 0)
    case .repeatCount: return (.repeatCount, 0, 0)
    case .eventID: return (.eventID, 0, 0)
    case .created: return (.created, 0, 0)
    case .resourceID: return (.resourceID, 0, 0)
    case .repairTags: return (.repairTags, 0, 0)
    case .parentProcessID: return (.parentProcessID, 0, 0)
    case .sekoiaLevel: return (.sekoiaLevel, 0, 0)
    case .sekoiaActionOutcome: return (.sekoiaActionOutcome, 0, 0)
    case .severityName: return (.severityName, 0, 0)
    case .severityLevel: return (.severityLevel, 0, 0)
    case .severityCode: return (.severityCode, 0, 0)
    case .facilityCode: return (.facilityCode, 0, 0)
    case .facilityName: return (.facilityName, 0, 0)
    case .priority: return (.priority, 0, 0)
    case .processIDAsText: return (.processIDAsText, 0, 0)
    case .timezone: return (.timezone, 0, 0)
    case .hostID: return (.hostID, 0, 0)
    case .hostIPs: return (.hostIPs, 0, 0)
    case .cloudProvider: return (.cloudProvider, 0, 0)
    case .cloudAccount: return (.cloudAccount, 0, 0)
    case .cloudInstanceName: return (.cloudInstanceName, 0, 0)
    case .cloudInstanceID: return (.cloudInstanceID, 0, 0)
    case .resourceGroup: return (.resourceGroup, 0, 0)
    case .scaleSet: return (.scaleSet, 0, 0)
    }
  }

  /// A list of templates is pairs of numbers: where the parts of each begin and end.
  private mutating func list(_ kind: EventPlans.Kind, _ templates: [Template]) -> (EventPlans.Kind, Int32, Int32) {
    let parts = templates.map { appendParts(of: $0) }
    let start = Int32(compiled.numbers.count)
    for range in parts { compiled.numbers += [range.start, range.end] }
    return (kind, start, Int32(compiled.numbers.count))
  }

  private mutating func template(_ kind: EventPlans.Kind, _ template: Template) -> (EventPlans.Kind, Int32, Int32) {
    let range = appendParts(of: template)
    return (kind, range.start, range.end)
  }

  private mutating func appendParts(of template: Template) -> (start: Int32, end: Int32) {
    let start = Int32(compiled.parts.count)
    for part in template.parts {
      switch part {
      case .capture(let index):
        compiled.parts.append(.init(capture: Int32(index), literal: .init(start: 0, end: 0)))
      case .literal(let bytes):
        compiled.parts.append(.init(capture: -1, literal: intern(Self.escaped(bytes))))
      }
    }
    return (start, Int32(compiled.parts.count))
  }

  private mutating func intern(_ bytes: [UInt8]) -> EventPlans.ByteRange {
    if let known = knownBytes[bytes] { return known }
    let start = Int32(compiled.bytes.count)
    compiled.bytes += bytes
    let range = EventPlans.ByteRange(start: start, end: Int32(compiled.bytes.count))
    knownBytes[bytes] = range
    return range
  }

  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    var buffer = ByteBuffer(capacity: bytes.count * 6)
    buffer.appendEscaped(bytes.span)
    let span = buffer.span
    return span.indices.map { span[$0] }
  }

  /// A field name as JSON; names are ECS's or a pattern file's, and neither has a character that needs an escape.
  private static func quoted(_ name: String) -> [UInt8] { Array("\"\(name)\"".utf8) }
}
