/// What to write for each pattern, in the order of the output: compiled once from the catalogue, then only read.
///
/// A plan is a run of steps, one a field, sorted by path, so that the members of an object stand together. A step whose value is
/// absent is passed over, and the object around it is opened by the first step that is not. All plans share a few flat arrays:
/// nothing is retained or copied per record.
struct EventPlans: Sendable {
  enum Kind: UInt8, Sendable {
    case constant
    case time, recordBytes, text, host, program, processID, repeatCount, eventID, created, resourceID, repairTags
    case captured, capturedNumber, first, firstInArray, template, templateInArray
    case capturedIP, capturedDomain, executable, arguments, sekoiaExecutable
    case relatedUsers, relatedIPs, eventIPs, eventHosts
    case commandPart, serviceOfUnit, serviceOfType, serviceOfProgram, unlistedProgram, systemDataset
    case parentProcessID, sekoiaLevel, sekoiaActionOutcome
    case severityName, severityLevel, severityCode, facilityCode, facilityName, priority, processIDAsText, timezone
    case hostID, hostIPs, cloudProvider, cloudAccount, cloudInstanceName, cloudInstanceID, resourceGroup, scaleSet
  }

  struct Step: Sendable {
    let kind: Kind
    /// How many objects the field stands in below the event itself.
    let depth: UInt8
    /// How many of those the step before stands in as well.
    let sharedDepth: UInt8
    /// A capture, or where the kind's list begins in `numbers`, `parts` or `bytes`.
    let first: Int32
    /// Where that list ends.
    let last: Int32
    /// All that stands between the step before and this value, if that step was written: one copy instead of five.
    let transition: ByteRange
    /// The field's own name, quoted, with its colon.
    let name: ByteRange
    /// Where the ends of the step's openings begin in `numbers`; one more than `depth` of them.
    let openings: Int32
  }

  struct ByteRange: Sendable {
    let start: Int32
    let end: Int32
  }

  /// A piece of a template: a capture, or literal bytes where `capture` is negative.
  struct Part: Sendable {
    let capture: Int32
    let literal: ByteRange
  }

  /// The steps of each pattern by its index; the last entry is the plan for a text that no pattern matches.
  var plans: [Range<Int>] = []
  /// For each plan the capture of the command line whose parts it writes, -1 for a plan without one.
  var commandCaptures: [Int32] = []
  var steps: [Step] = []
  var numbers: [Int32] = []
  var parts: [Part] = []
  var bytes: [UInt8] = []
}
