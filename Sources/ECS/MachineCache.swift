import CByteScan
import Glibc

/// What the resource ids of machines say, so that the id of a machine that was seen before is not taken apart again.
///
/// Two entries share a place, the newer one first: a fleet of a few hundred machines is kept whole. Not thread-safe.
@safe struct MachineCache: ~Copyable {
  private struct Entry {
    var count: Int
    var resource: CloudResource
  }

  /// Longer ids are taken apart each time.
  static let idByteCount = 256
  private static let placeCount = 512

  /// The ids side by side, each in `idByteCount` bytes, of which those that an entry counts are initialized.
  private let ids: UnsafeMutablePointer<UInt8>
  /// The same ids in lower case.
  private let lowercaseIDs: UnsafeMutablePointer<UInt8>
  private let entries: UnsafeMutablePointer<Entry>
  /// Where the id stands that was asked for last; -1 for one that has no place.
  private var last = -1

  init() {
    let slots = 2 * Self.placeCount
    unsafe ids = .allocate(capacity: slots * Self.idByteCount)
    unsafe lowercaseIDs = .allocate(capacity: slots * Self.idByteCount)
    unsafe entries = .allocate(capacity: slots)
    unsafe entries.initialize(repeating: Entry(count: -1, resource: CloudResource(Span())), count: slots)
  }

  deinit {
    unsafe ids.deallocate()
    unsafe lowercaseIDs.deallocate()
    unsafe entries.deallocate()
  }

  /// The parts of a resource id.
  mutating func resource(of id: Span<UInt8>) -> CloudResource {
    last = -1
    guard !id.isEmpty, id.count <= Self.idByteCount else { return CloudResource(id) }
    return unsafe id.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return CloudResource(id) }
      let place = unsafe 2 * (Self.hash(start, bytes.count) & (Self.placeCount - 1))
      last = place
      if unsafe isEntry(place, start, bytes.count) { return unsafe entries[place].resource }
      if unsafe isEntry(place + 1, start, bytes.count) {
        last = place + 1
        return unsafe entries[place + 1].resource
      }
      // The entry that was made first makes room.
      let older = place + 1
      let kept = unsafe entries[place]
      unsafe entries[older] = kept
      if kept.count > 0 {
        unsafe memcpy(ids + older * Self.idByteCount, ids + place * Self.idByteCount, kept.count)
        unsafe memcpy(
          lowercaseIDs + older * Self.idByteCount, lowercaseIDs + place * Self.idByteCount, kept.count)
      }
      let resource = CloudResource(id)
      unsafe entries[place] = Entry(count: bytes.count, resource: resource)
      unsafe memcpy(ids + place * Self.idByteCount, start, bytes.count)
      for index in 0..<bytes.count {
        let byte = unsafe bytes[index]
        unsafe lowercaseIDs[place * Self.idByteCount + index] = byte | (byte &- UInt8(ascii: "A") < 26 ? 0x20 : 0)
      }
      return resource
    }
  }

  /// The id that was asked for last in lower case, valid until the next is asked for; nil for one that is not kept.
  @unsafe
  var lowercaseID: byte_run? {
    guard last >= 0 else { return nil }
    return unsafe byte_run(start: UnsafePointer(lowercaseIDs) + last * Self.idByteCount, count: entries[last].count)
  }

  private func isEntry(_ slot: Int, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    unsafe entries[slot].count == count && memcmp(ids + slot * Self.idByteCount, start, count) == 0
  }

  /// Eight bytes at a time, the rest one by one.
  private static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let bytes = unsafe UnsafeRawPointer(start)
    var hash = UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset + 8 <= count {
      hash = unsafe (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      offset += 8
    }
    while offset < count {
      hash = unsafe (hash ^ UInt64(start[offset])) &* 0x9E37_79B9_7F4A_7C15
      offset += 1
    }
    return Int(truncatingIfNeeded: hash >> 40)
  }
}

/// The parts of an Azure resource id that say which machine wrote a record.
///
/// `/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/VM`, in any case; machines of scale sets
/// (`virtualMachineScaleSets/SET/virtualMachines/0`) and Arc machines (`Microsoft.HybridCompute/machines/NAME`) as well.
struct CloudResource {
  private(set) var subscription: Range<Int>?
  private(set) var group: Range<Int>?
  private(set) var scaleSet: Range<Int>?
  /// The machine, or the scale set where `instance` says which of its machines; nil if it is not told which machine.
  private(set) var name: Range<Int>?
  /// The number of the machine in its scale set.
  private(set) var instance: Range<Int>?
  /// Whether it is the id of a resource, and not of a subscription or a resource group alone.
  private(set) var isOfResource = true

  init(_ bytes: Span<UInt8>) {
    var position = 0
    var isArc = false
    var hasProvider = false
    while let key = Self.segment(bytes, &position), let value = Self.segment(bytes, &position) {
      if Self.equals(bytes, key, "subscriptions") {
        subscription = value
      } else if Self.equals(bytes, key, "resourcegroups") {
        group = value
      } else if Self.equals(bytes, key, "providers") {
        hasProvider = true
        isArc = Self.equals(bytes, value, "microsoft.hybridcompute")
      } else if Self.equals(bytes, key, "virtualmachinescalesets") {
        scaleSet = value
      } else if Self.equals(bytes, key, "virtualmachines") {
        name = scaleSet ?? value
        if scaleSet != nil { instance = value }
      } else if isArc, Self.equals(bytes, key, "machines") {
        name = value
      }
    }
    isOfResource = hasProvider || subscription == nil
  }

  /// The next non-empty run between slashes.
  private static func segment(_ bytes: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
    while position < bytes.count, bytes[position] == UInt8(ascii: "/") { position += 1 }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "/") { position += 1 }
    return position > start ? start..<position : nil
  }

  private static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ lowercase: StaticString) -> Bool {
    guard range.count == lowercase.utf8CodeUnitCount else { return false }
    for offset in 0..<range.count {
      guard unsafe bytes[range.lowerBound + offset] | 0x20 == lowercase.utf8Start[offset] else { return false }
    }
    return true
  }
}
