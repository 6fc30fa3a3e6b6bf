import Patterns

/// What an event of each pattern is made of: compiled when a pattern first matches, then only read.
///
/// A plan has two parts. Its *finders* say which values are sought in the text of every record, each for a slot of its own.
/// Its *steps*, one a field and sorted by path so that the members of an object stand together, say what stands where;
/// they are read only when a variant is compiled, see `VariantCompiler`.
struct EventPlans: ~Copyable {
  /// Where a plan's parts stand in the tables that all plans share.
  struct Plan: BitwiseCopyable {
    let index: Int32
    let firstStep: Int32
    let stepCount: Int32
    let firstFinder: Int32
    let finderCount: Int32
    /// The capture of the command line whose parts the plan writes, -1 for a plan without one.
    let commandCapture: Int32
    /// What of the record's key its events depend on.
    let recordMask: UInt64

    var slotCount: Int { RecordSlot.firstOwn + Int(finderCount) }
    /// Whether an `EventKey` has a bit for each of its finders.
    var hasKeys: Bool { finderCount <= 64 }
  }

  /// A value that a pattern finds, by the number of its slot after `RecordSlot.firstOwn`.
  struct Finder: BitwiseCopyable {
    enum Kind: UInt8 {
      case captured, number, address, domain, executable, sekoiaExecutable, arguments, unitService, typedService
      /// A part of the command's subject, by its raw value.
      case commandPart
      /// `first` and `last` are a range of `parts`, of `lists` for the first of several.
      case template, firstTemplate
      /// Ranges of `lists`.
      case relatedUsers, relatedIPs, eventIPs, eventHosts
    }

    let kind: Kind
    /// A capture, or where the kind's list begins.
    let first: Int32
    let last: Int32
  }

  /// A piece of a template: a capture, or escaped literal bytes where `capture` is negative.
  struct Part: BitwiseCopyable {
    let capture: Int32
    let literalStart: Int32
    let literalEnd: Int32
  }

  /// A template of a list: a range of `parts`.
  struct TemplateRange: BitwiseCopyable {
    let start: Int32
    let end: Int32
  }

  struct Step {
    enum Form {
      case plain, string, array
    }

    enum Content {
      case literal([UInt8])
      case value(slot: Int, Form)
      case word(EventWord)
    }

    /// Its place in `paths`.
    let path: Int
    let content: Content
  }

  var finders = Table<Finder>()
  var parts = Table<Part>()
  var lists = Table<TemplateRange>()
  /// The literal bytes of `parts`.
  var bytes = Table<UInt8>()
  var steps: [Step] = []
  var paths = EventPaths()

  private let fields: (Int) -> [(path: String, source: FieldSource)]
  /// By pattern; the last is the plan for a text that no pattern matches. An index of -1 marks one that is still to be compiled.
  private var plans = Table<Plan>()

  /// - Parameter fields: the fields of the events of a pattern, by its index; of the index after the last those of no pattern.
  init(patternCount: Int, fields: @escaping (Int) -> [(path: String, source: FieldSource)]) {
    self.fields = fields
    let unknown = Plan(
      index: -1, firstStep: 0, stepCount: 0, firstFinder: 0, finderCount: 0, commandCapture: -1, recordMask: 0)
    plans.append(contentsOf: repeatElement(unknown, count: patternCount + 1))
  }

  var count: Int { plans.count }

  /// The plan of a pattern, nil for none.
  @inline(__always)
  mutating func plan(of pattern: Int?) -> Plan {
    let last = plans.count - 1
    let index = pattern.map { min(max(0, $0), last) } ?? last
    let plan = plans[index]
    return plan.index >= 0 ? plan : compile(index)
  }

  @inline(never)
  private mutating func compile(_ index: Int) -> Plan {
    let plan = PlanCompiler.compile(fields(index), as: index, into: &self)
    plans[index] = plan
    return plan
  }
}

/// The dotted paths of all fields, and the objects in which they stand.
struct EventPaths {
  struct Path {
    /// The objects around the field, from the outside in, by their places in `openings`.
    let objects: [Int]
    /// The field's own name, quoted, with its colon.
    let name: [UInt8]
    /// The segments with a byte between them that is lower than all of theirs: in its order the members of an object stand
    /// together.
    let order: [UInt8]
  }

  private(set) var paths: [Path] = []
  /// What opens each object: its quoted name, a colon and a brace.
  private(set) var openings: [[UInt8]] = []
  private var placeByPath: [String: Int] = [:]
  private var objectByPath: [String: Int] = [:]

  /// The place of a path, which is added if it is new.
  mutating func place(of path: String) -> Int {
    if let known = placeByPath[path] { return known }
    let segments = path.split(separator: ".").map(String.init)
    var objects: [Int] = []
    var prefix = ""
    for segment in segments.dropLast() {
      prefix += segment + "."
      objects.append(object(prefix, named: segment))
    }
    placeByPath[path] = paths.count
    paths.append(
      Path(
        objects: objects, name: Self.quoted(segments.last ?? "") + [UInt8(ascii: ":")],
        order: Array(segments.joined(separator: "\0").utf8)))
    return paths.count - 1
  }

  private mutating func object(_ path: String, named name: String) -> Int {
    if let known = objectByPath[path] { return known }
    objectByPath[path] = openings.count
    openings.append(Self.quoted(name) + Array(":{".utf8))
    return openings.count - 1
  }

  /// A field name as JSON; names are ECS's or a pattern file's, and neither has a character that needs an escape.
  private static func quoted(_ name: String) -> [UInt8] { Array("\"\(name)\"".utf8) }
}
