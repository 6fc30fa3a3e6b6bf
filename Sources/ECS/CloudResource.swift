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
