import Patterns
import StrictJSON

/// Turns a list of fields into a plan.
struct PlanCompiler {
  private var finders: [EventPlans.Finder] = []
  private var command: Int32 = -1
  private var mask: UInt64 = 0

  /// Compiles the fields, by their dotted paths. Of a path that occurs twice the later source counts.
  static func compile(
    _ fields: [(path: String, source: FieldSource)], as index: Int, into plans: inout EventPlans
  ) -> EventPlans.Plan {
    var compiler = PlanCompiler()
    var members: [(path: Int, place: Int)] = []
    for (place, field) in fields.enumerated() { members.append((plans.paths.place(of: field.path), place)) }
    let paths = plans.paths.paths
    members.sort { left, right in
      left.path == right.path
        ? left.place < right.place : paths[left.path].order.lexicographicallyPrecedes(paths[right.path].order)
    }
    let firstStep = plans.steps.count
    for (index, member) in members.enumerated() {
      if index + 1 < members.count, members[index + 1].path == member.path { continue }
      let content = compiler.content(of: fields[member.place].source, &plans)
      plans.steps.append(.init(path: member.path, content: content))
    }
    let firstFinder = plans.finders.count
    plans.finders.append(contentsOf: compiler.finders)
    return EventPlans.Plan(
      index: Int32(index), firstStep: Int32(firstStep), stepCount: Int32(plans.steps.count - firstStep),
      firstFinder: Int32(firstFinder), finderCount: Int32(compiler.finders.count), commandCapture: compiler.command,
      recordMask: compiler.mask)
  }

  private mutating func content(of source: FieldSource, _ plans: inout EventPlans) -> EventPlans.Step.Content {
    switch source {
    case .constant(let json): return .literal(Array(json.utf8))
    case .captured(let index): return found(.captured, index, .string)
    case .capturedNumber(let index): return found(.number, index, .plain)
    case .capturedIP(let index): return found(.address, index, .string)
    case .capturedDomain(let index): return found(.domain, index, .string)
    case .executable(let index): return found(.executable, index, .string)
    case .sekoiaExecutable(let index):
      mask |= EventKey.classMask
      return found(.sekoiaExecutable, index, .string)
    case .arguments(let index): return found(.arguments, index, .array)
    case .command(let part, let index):
      command = Int32(index)
      return found(.commandPart, part.rawValue, .string)
    case .serviceOfUnit(let index): return found(.unitService, index, .string)
    case .serviceOfType(let name, let type): return found(.typedService, name, to: type, .string)
    case .first(let templates): return list(.firstTemplate, templates, .string, &plans)
    case .firstInArray(let templates): return list(.firstTemplate, templates, .array, &plans)
    case .relatedUsers(let templates): return list(.relatedUsers, templates, .array, &plans)
    case .relatedIPs(let templates): return list(.relatedIPs, templates, .array, &plans)
    case .eventIPs(let templates): return list(.eventIPs, templates, .array, &plans)
    case .eventHosts(let templates): return list(.eventHosts, templates, .array, &plans)
    case .template(let template): return self.template(template, .string, &plans)
    case .templateInArray(let template): return self.template(template, .array, &plans)
    case .time: return value(.time)
    case .recordBytes: return value(.recordBytes)
    case .text: return value(.text)
    case .host: return value(.host)
    case .program: return value(.program)
    case .processID: return value(.processID, .plain)
    case .parentProcessID: return value(.parentProcessID, .plain)
    case .processIDAsText: return value(.anyProcessID)
    case .repeatCount: return value(.repeatCount, .plain)
    case .eventID: return value(.eventID)
    case .created: return value(.created)
    case .resourceID: return value(.resourceID)
    case .repairTags: return value(.repairTags, .array)
    case .facilityName: return value(.facilityName)
    case .hostID: return value(.hostID)
    case .hostIPs: return value(.hostIPs, .array)
    case .cloudAccount: return value(.cloudAccount)
    case .cloudInstanceName: return value(.cloudInstanceName)
    case .cloudInstanceID: return value(.cloudInstanceID)
    case .resourceGroup: return value(.resourceGroup)
    case .scaleSet: return value(.scaleSet)
    case .serviceOfProgram: return value(.service)
    case .unlistedProgram: return value(.unlistedProgram, .plain)
    case .sekoiaLevel: return word(.sekoiaLevel)
    case .sekoiaActionOutcome: return word(.sekoiaActionOutcome)
    case .severityName: return word(.severityName)
    case .severityLevel: return word(.severityLevel)
    case .severityCode: return word(.severityCode)
    case .facilityCode: return word(.facilityCode)
    case .priority: return word(.priority)
    case .timezone: return word(.timezone)
    case .cloudProvider: return word(.cloudProvider)
    case .systemDataset: return word(.systemDataset)
    }
  }

  private mutating func word(_ word: EventWord) -> EventPlans.Step.Content {
    mask |= word.mask
    return .word(word)
  }

  private mutating func value(
    _ slot: RecordSlot, _ form: EventPlans.Step.Form = .string
  ) -> EventPlans.Step.Content {
    mask |= slot.bit
    return .value(slot: slot.rawValue, form)
  }

  // MARK: - What the pattern finds

  private mutating func found(
    _ kind: EventPlans.Finder.Kind, _ first: Int, to last: Int = 0, _ form: EventPlans.Step.Form
  ) -> EventPlans.Step.Content {
    finders.append(.init(kind: kind, first: Int32(first), last: Int32(last)))
    return .value(slot: RecordSlot.firstOwn + finders.count - 1, form)
  }

  private mutating func list(
    _ kind: EventPlans.Finder.Kind, _ templates: [Template], _ form: EventPlans.Step.Form, _ plans: inout EventPlans
  ) -> EventPlans.Step.Content {
    let start = plans.lists.count
    for template in templates { plans.lists.append(Self.append(template, to: &plans)) }
    return found(kind, start, to: plans.lists.count, form)
  }

  private mutating func template(
    _ template: Template, _ form: EventPlans.Step.Form, _ plans: inout EventPlans
  ) -> EventPlans.Step.Content {
    if let constant = template.constant {
      return .literal(Array("\(form.opening)".utf8) + Self.escaped(constant) + Array("\(form.closing)".utf8))
    }
    if case .capture(let index)? = template.parts.first, template.parts.count == 1 {
      return found(.captured, index, form)
    }
    let range = Self.append(template, to: &plans)
    return found(.template, Int(range.start), to: Int(range.end), form)
  }

  private static func append(_ template: Template, to plans: inout EventPlans) -> EventPlans.TemplateRange {
    let start = Int32(plans.parts.count)
    for part in template.parts {
      switch part {
      case .capture(let index): plans.parts.append(.init(capture: Int32(index), literalStart: 0, literalEnd: 0))
      case .literal(let bytes):
        let literal = Int32(plans.bytes.count)
        plans.bytes.append(contentsOf: escaped(bytes))
        plans.parts.append(.init(capture: -1, literalStart: literal, literalEnd: Int32(plans.bytes.count)))
      }
    }
    return .init(start: start, end: Int32(plans.parts.count))
  }

  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    var buffer = ByteBuffer(capacity: bytes.count * 6)
    buffer.appendEscaped(bytes.span)
    let span = buffer.span
    return span.indices.map { span[$0] }
  }
}

extension EventPlans.Step.Form {
  var opening: StaticString {
    switch self {
    case .plain: ""
    case .string: "\""
    case .array: "[\""
    }
  }

  var closing: StaticString {
    switch self {
    case .plain: ""
    case .string: "\""
    case .array: "\"]"
    }
  }
}
