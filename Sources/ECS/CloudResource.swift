/// The parts of an Azure resource id that say which machine wrote a record.
///
/// `/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/VM`, in any case; scale sets
/// (`virtualMachineScaleSets/SET/virtualMachines/0`) and Arc machines (`Microsoft.HybridCompute/machines/NAME`) as well.
struct CloudResource {
  var subscription: Range<Int>?
  var group: Range<Int>?
  /// The machine, or the scale set it belongs to.
  var name: Range<Int>?
  /// The number of the machine in its scale set.
  var instance: Range<Int>?
  var isScaleSet = false

  init(_ bytes: Span<UInt8>) {
    var position = 0
    while position < bytes.count {
      guard let key = Self.segment(bytes, &position), position <= bytes.count else { return }
      if Self.equals(bytes, key, "providers") {
        // The next segment names the provider's namespace; the pairs go on behind it.
        _ = Self.segment(bytes, &position)
        continue
      }
      guard let value = Self.segment(bytes, &position) else { return }
      if Self.equals(bytes, key, "subscriptions") {
        subscription = value
      } else if Self.equals(bytes, key, "resourcegroups") {
        group = value
      } else if Self.equals(bytes, key, "virtualmachinescalesets") {
        isScaleSet = true
        name = value
      } else if Self.equals(bytes, key, "virtualmachines") {
        if isScaleSet { instance = value } else { name = value }
      } else if Self.equals(bytes, key, "machines") {
        name = value
      }
    }
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
