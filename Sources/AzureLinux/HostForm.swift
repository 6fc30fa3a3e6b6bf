/// Names that stand where a host's name should, and the name that a resource id has for its machine.
enum HostForm {
  /// Whether it names no host: nothing, `-`, `localhost` and `localhost.localdomain` in any case.
  static func isNone(_ bytes: Span<UInt8>) -> Bool {
    switch bytes.count {
    case 0: true
    case 1: bytes[0] == UInt8(ascii: "-") || bytes[0] <= UInt8(ascii: " ")
    case 9: equals(bytes, "localhost")
    case 21: equals(bytes, "localhost.localdomain")
    default: false
    }
  }

  /// The name of the resource: the last part of its id, of a scale set's machine `SET_N`; empty parts where it names none.
  static func resourceName(_ id: Span<UInt8>) -> (name: Range<Int>, instance: Range<Int>) {
    var name = 0..<0
    var instance = 0..<0
    var scaleSet = 0..<0
    var position = 0
    while let key = segment(id, &position), let value = segment(id, &position) {
      if equals(id.extracting(key), "subscriptions") || equals(id.extracting(key), "resourcegroups")
        || equals(id.extracting(key), "providers")
      {
        continue
      }
      name = value
      instance = 0..<0
      if equals(id.extracting(key), "virtualmachinescalesets") {
        scaleSet = value
      } else if equals(id.extracting(key), "virtualmachines"), !scaleSet.isEmpty {
        name = scaleSet
        instance = value
      }
    }
    return (name, instance)
  }

  /// The next run between slashes that is not empty.
  private static func segment(_ bytes: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
    while position < bytes.count, bytes[position] == UInt8(ascii: "/") { position += 1 }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "/") { position += 1 }
    return position > start ? start..<position : nil
  }

  private static func equals(_ bytes: Span<UInt8>, _ lowercase: StaticString) -> Bool {
    guard bytes.count == lowercase.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      guard unsafe bytes[index] | 0x20 == lowercase.utf8Start[index] else { return false }
    }
    return true
  }
}
