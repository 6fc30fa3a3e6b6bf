import AzureLinux

/// The values that come from the record itself, whatever its text says; the raw value is the slot and the number of the bit.
enum RecordSlot: Int {
  /// The slot that is always empty.
  case none
  case time, recordBytes, text, host, program
  /// The same number: of the process, of the parent of one of cron's children, and for `log.syslog.procid`.
  case processID, parentProcessID, anyProcessID
  case repeatCount, eventID, created, resourceID, repairTags, facilityName, hostID, hostIPs
  case cloudAccount, resourceGroup, scaleSet, cloudInstanceName, cloudInstanceID, service, unlistedProgram
  /// No values: whether the time lacks an offset, and whether the record is of an Azure machine.
  case lacksOffset, isAzure

  /// The first of the slots for the elements of a list that is being made, then those of the host's addresses.
  static let firstElement = 32
  static let elementLimit = 16
  static let firstHostAddress = firstElement + elementLimit
  static let hostAddressLimit = 4
  /// The first of the slots for what a pattern finds.
  static let firstOwn = firstHostAddress + hostAddressLimit

  var bit: UInt64 { 1 << UInt64(rawValue) }
}

/// All that decides which bytes stand around the values of an event: which values there are, and the few words that are
/// written as words. Records of one pattern with one key differ in their values only.
struct EventKey: Equatable, BitwiseCopyable {
  /// A bit for each `RecordSlot` with a value; above them severity, facility and class of program.
  private(set) var record: UInt64 = 0
  /// A bit for each value that the pattern finds.
  var own: UInt64 = 0

  private static let severityShift: UInt64 = 40
  private static let facilityShift: UInt64 = 44
  private static let classShift: UInt64 = 50
  static let severityMask: UInt64 = 0xF << severityShift
  static let facilityMask: UInt64 = 0x3F << facilityShift
  static let classMask: UInt64 = 0x3 << classShift

  private static let noSeverity = 0xF
  static let noFacility = 0x3F

  func has(_ slot: RecordSlot) -> Bool { record & slot.bit != 0 }

  @inline(__always)
  mutating func insert(_ slot: RecordSlot, if condition: Bool) {
    record |= condition ? slot.bit : 0
  }

  /// Leaves out what an event does not depend on, so that records share a variant.
  mutating func keep(_ mask: UInt64) { record &= mask }

  var severity: Severity? {
    get { Severity(rawValue: Int(record & Self.severityMask) >> Int(Self.severityShift)) }
    set {
      let number = newValue.map(\.rawValue) ?? Self.noSeverity
      record = record & ~Self.severityMask | UInt64(number) << Self.severityShift
    }
  }

  /// A facility's place among the known names, `noFacility` for none.
  var facilityPlace: Int {
    get { Int(record & Self.facilityMask) >> Int(Self.facilityShift) }
    set { record = record & ~Self.facilityMask | UInt64(newValue) << Self.facilityShift }
  }

  var facility: Facility? { Facility(place: facilityPlace) }

  var programClass: ProgramClass {
    get { ProgramClass(rawValue: Int(record & Self.classMask) >> Int(Self.classShift)) ?? .other }
    set { record = record & ~Self.classMask | UInt64(newValue.rawValue) << Self.classShift }
  }
}
