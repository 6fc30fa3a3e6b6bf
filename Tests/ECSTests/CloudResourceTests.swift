import Testing

@testable import ECS

@Suite struct CloudResourceTests {
  private struct Parts: Equatable {
    var subscription: String?
    var group: String?
    var scaleSet: String?
    var name: String?
    var instance: String?
  }

  private func parts(_ id: String) -> Parts {
    let bytes = Array(id.utf8)
    let resource = CloudResource(bytes.span)
    func text(_ range: Range<Int>?) -> String? { range.map { String(decoding: bytes[$0], as: UTF8.self) } }
    return Parts(
      subscription: text(resource.subscription), group: text(resource.group), scaleSet: text(resource.scaleSet),
      name: text(resource.name), instance: text(resource.instance))
  }

  @Test(arguments: [
    "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/VM",
    "/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/VM",
    "/subscriptions/S/resourcegroups/G/providers/microsoft.compute/virtualmachines/VM",
    "subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/VM/",
    "//subscriptions/S//resourceGroups/G/providers/Microsoft.Compute/virtualMachines/VM",
    "/subscriptions/S/resourceGroups/G/providers/Microsoft.HybridCompute/machines/VM",
    "/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.HYBRIDCOMPUTE/MACHINES/VM",
    "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/VM/extensions/x",
  ])
  func `a virtual machine and an Arc machine are read in every spelling`(id: String) {
    #expect(parts(id) == Parts(subscription: "S", group: "G", name: "VM"))
  }

  @Test func `a machine of a scale set has the set's name and its own number`() {
    let set = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachineScaleSets/SET"
    #expect(
      parts("\(set)/virtualMachines/0")
        == Parts(subscription: "S", group: "G", scaleSet: "SET", name: "SET", instance: "0"))
    #expect(parts(set) == Parts(subscription: "S", group: "G", scaleSet: "SET"))
  }

  @Test(arguments: [
    ("", Parts()), ("/", Parts()), ("/subscriptions", Parts()), ("/subscriptions/S", Parts(subscription: "S")),
    ("/subscriptions/S/resourceGroups/", Parts(subscription: "S")),
    ("/subscriptions/S/resourceGroups/G/providers/Microsoft.X/machines/M", Parts(subscription: "S", group: "G")),
    ("web-01", Parts()),
  ])
  private func `what is no machine's id gives the parts that it has`(id: String, expected: Parts) {
    #expect(parts(id) == expected)
  }
}
