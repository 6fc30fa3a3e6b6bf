import Testing

@testable import ECS

@Suite struct MachineCacheTests {
  private func id(_ number: Int) -> [UInt8] {
    Array(
      "/subscriptions/S\(number % 7)/resourceGroups/G\(number % 31)/providers/Microsoft.Compute/virtualMachines/VM\(number)"
        .utf8)
  }

  private func hasSameParts(_ one: CloudResource, _ other: CloudResource) -> Bool {
    one.subscription == other.subscription && one.group == other.group && one.scaleSet == other.scaleSet
      && one.name == other.name && one.instance == other.instance && one.isOfResource == other.isOfResource
  }

  @Test func `a machine seen again has the parts of its own id, however many machines there are`() {
    var cache = MachineCache()
    for round in 0..<3 {
      // More than the cache holds, in another order each round.
      for step in 0..<5000 {
        let id = id((step * 37 + round * 11) % 5000)
        #expect(hasSameParts(cache.resource(of: id.span), CloudResource(id.span)))
      }
    }
  }

  @Test func `ids that differ in their last byte, their case or their length are ids of their own`() {
    var cache = MachineCache()
    let ids = [
      "/subscriptions/a/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1",
      "/subscriptions/a/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm2",
      "/subscriptions/a/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm",
      "/subscriptions/a/resourceGroups/g/providers/Microsoft.Compute/virtualmachines/vm1",
      "/subscriptions/a", "/subscriptions/ab", "/", "vm1",
    ].map { Array($0.utf8) }
    for id in ids + ids { #expect(hasSameParts(cache.resource(of: id.span), CloudResource(id.span))) }
  }

  @Test func `an id that is empty or longer than an entry is read each time`() {
    var cache = MachineCache()
    let ids = [255, 256, 257, 4000].map { count in
      Array(("/subscriptions/S/resourceGroups/" + String(repeating: "g", count: count)).utf8.prefix(count))
    }
    for id in [[]] + ids + ids { #expect(hasSameParts(cache.resource(of: id.span), CloudResource(id.span))) }
  }
}
