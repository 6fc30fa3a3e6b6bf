import AzureLinux
import StrictJSON

/// Values that say which machine wrote the record.
extension EventWriter {
  mutating func putResource(_ input: borrowing EventInput) {
    let id = input.resourceID
    put(.resourceID, input.record.resourceID, input)
    guard !id.isEmpty else { return putWithoutResource(input) }
    let resource = machines.resource(of: id)
    let isEscaped = input.record.resourceID.slice.hasEscapes
    key.insert(.isAzure, if: resource.subscription != nil)
    put(.cloudAccount, resource.subscription, id, isEscaped)
    put(.resourceGroup, resource.group, id, isEscaped)
    put(.scaleSet, resource.scaleSet, id, isEscaped)
    put(.cloudInstanceID, resource.instance, id, isEscaped)
    if let instance = resource.instance, let name = resource.name {
      // Azure names the machine with the number N of the scale set S `S_N`.
      let start = values.scratchCount
      values.appendEscaped(id.extracting(name))
      values.append("_")
      values.appendEscaped(id.extracting(instance))
      values.setMade(RecordSlot.cloudInstanceName.rawValue, from: start)
      key.insert(.cloudInstanceName, if: true)
    } else {
      put(.cloudInstanceName, resource.name, id, isEscaped)
    }
    // The resource id in lower case, since Azure writes one machine's id in several cases; without one the host.
    if resource.isOfResource {
      if !isEscaped, let lowercase = unsafe machines.lowercaseID {
        unsafe values.set(RecordSlot.hostID.rawValue, lowercase)
        key.insert(.hostID, if: true)
      } else {
        putHostID(id)
      }
    } else {
      putHostID(input.host)
    }
  }

  private mutating func putWithoutResource(_ input: borrowing EventInput) {
    let subscription = input.record.subscriptionID
    key.insert(.isAzure, if: subscription.isPresent)
    for slot in [RecordSlot.resourceGroup, .scaleSet, .cloudInstanceID, .cloudInstanceName] {
      values.clear(slot.rawValue)
    }
    put(.cloudAccount, subscription, input)
    putHostID(input.host)
  }

  @inline(__always)
  private mutating func put(_ slot: RecordSlot, _ range: Range<Int>?, _ id: Span<UInt8>, _ isEscaped: Bool) {
    guard let range else { return values.clear(slot.rawValue) }
    let bytes = id.extracting(range)
    if isEscaped {
      values.set(slot.rawValue, escaping: bytes)
      key.insert(slot, if: true)
    } else {
      put(slot, bytes)
    }
  }

  private mutating func putHostID(_ name: Span<UInt8>) {
    guard !name.isEmpty else { return values.clear(RecordSlot.hostID.rawValue) }
    let start = values.scratchCount
    values.appendEscaped(name)
    values.lowercaseASCII(from: start)
    values.setMade(RecordSlot.hostID.rawValue, from: start)
    key.insert(.hostID, if: true)
  }

  // MARK: - Addresses

  /// The addresses of the machine that the record names, each one once: its name where that is an address, then those of its
  /// sender, which may be a list.
  mutating func putHostAddresses(_ input: borrowing EventInput) {
    hostAddressCount = 0
    let slot = RecordSlot.hostIPs.rawValue
    values.clear(slot)
    let ofHost = IPAddress.range(input.host)
    let sender = input.record.sender
    if ofHost == nil, sender.isPresent, !sender.slice.hasEscapes {
      let bytes = input.bytes(of: sender)
      // Nearly all senders are one address, or none at all.
      switch senders.meaning(of: bytes, lookUp: Self.kind(ofSender:)) {
      case SenderKind.address.rawValue:
        values.set(RecordSlot.firstHostAddress, bytes)
        hostAddressCount = 1
        return put(.hostIPs, bytes)
      case SenderKind.name.rawValue: return
      default: break
      }
    }
    putHostAddressList(ofHost, input)
  }

  private enum SenderKind: Int {
    case list, address, name
  }

  private static func kind(ofSender sender: Span<UInt8>) -> Int {
    if let address = IPAddress.range(sender) {
      return (address == 0..<sender.count ? SenderKind.address : .list).rawValue
    }
    for index in sender.indices where separatesAddresses(sender[index]) { return SenderKind.list.rawValue }
    return SenderKind.name.rawValue
  }

  private static let senderByteLimit = 4096

  private mutating func putHostAddressList(_ ofHost: Range<Int>?, _ input: borrowing EventInput) {
    let start = values.scratchCount
    if let ofHost { addHostAddress(input.host.extracting(ofHost), from: start) }
    let sender = input.record.sender
    // No machine has so many addresses, and the search for repeats takes the square of their number.
    if sender.isPresent, !sender.slice.hasEscapes, sender.slice.range.count <= Self.senderByteLimit {
      let bytes = input.bytes(of: sender)
      var position = 0
      while position <= bytes.count {
        let first = position
        var end = first
        while end < bytes.count, !Self.separatesAddresses(bytes[end]) { end += 1 }
        position = end + 1
        guard let address = IPAddress.range(bytes.extracting(first..<end)) else { continue }
        let range = first + address.lowerBound..<first + address.upperBound
        if !Self.isRepeated(range, in: bytes, host: input.host) {
          addHostAddress(bytes.extracting(range), from: start)
        }
      }
    }
    guard values.scratchCount > start else { return }
    values.setMade(RecordSlot.hostIPs.rawValue, from: start)
    key.insert(.hostIPs, if: true)
  }

  private mutating func addHostAddress(_ address: Span<UInt8>, from start: Int) {
    if hostAddressCount < RecordSlot.hostAddressLimit {
      values.set(RecordSlot.firstHostAddress + hostAddressCount, address)
      hostAddressCount += 1
    }
    if values.scratchCount > start { values.append("\",\"") }
    values.append(address)
  }

  private static func separatesAddresses(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte <= UInt8(ascii: " ")
  }

  /// Whether an address of the list stands in it before, or is the host's name.
  private static func isRepeated(_ range: Range<Int>, in list: Span<UInt8>, host: Span<UInt8>) -> Bool {
    func equal(_ other: Span<UInt8>) -> Bool {
      guard other.count == range.count else { return false }
      for offset in 0..<range.count where other[offset] != list[range.lowerBound + offset] { return false }
      return true
    }
    if equal(host) { return true }
    var start = 0
    while start < range.lowerBound {
      var end = start
      while end < list.count, !separatesAddresses(list[end]) { end += 1 }
      if equal(list.extracting(start..<end)) { return true }
      start = end + 1
    }
    return false
  }
}
