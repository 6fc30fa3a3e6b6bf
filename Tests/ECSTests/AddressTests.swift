import Foundation
import Testing

@testable import ECS

@Suite struct AddressTests {
  private func length(_ text: String) -> Int? { IPAddress.length(Array(text.utf8).span) }

  private static let texts = [
    "192.0.2.7", "0.0.0.0", "255.255.255.255", "256.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "01.2.3.4",
    "1.2.3.4 ", "",
    "::", "::1", "1::", "2001:db8::7", "2001:db8:0:0:0:0:0:7", "2001:db8:0:0:0:0:0:0:7", "1:2:3:4:5:6:7", "1::2::3",
    ":1", "1:",
    ":::", "12345::", "::ffff:192.0.2.7", "::192.0.2.256", "1:2:3:4:5:6:192.0.2.7", "1:2:3:4:5:6:7:192.0.2.7",
    "fe80::g", "x",
    "::1:2:3:4:5:6:7", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:8::", "192.0.2.7:22", "192.0.2.0x7", "UNKNOWN",
  ]

  @Test(arguments: texts)
  func `an address is what the system's own reader takes for one`(text: String) {
    var storage = in6_addr()
    let isAddress = unsafe inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
    #expect((length(text) == text.utf8.count) == isAddress)
  }

  @Test func `a zone does not belong to the address, and an empty one makes it none`() {
    #expect(length("fe80::1%eth0") == 7)
    #expect(length("fe80::1%") == nil)
    #expect(length("192.0.2.7%eth0") == nil)
  }

  @Test(arguments: [
    ("gate.example.net", true), ("web-01", true), ("a_b", true), ("x", true), ("UNKNOWN", false), ("unknown", true),
    ("1.2.3", false), ("2001:db8::zz", false), ("a%b", false), ("a b", false), ("", false), ("ä", false),
    (String(repeating: "a", count: 254), false),
  ])
  func `a host's name is told from what sshd writes for a peer that has gone`(text: String, isName: Bool) {
    #expect(HostName.isValid(Array(text.utf8).span) == isName)
  }
}
