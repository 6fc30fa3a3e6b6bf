import Kafka
import Testing
import Worker

@Suite struct ReservedPropertiesTests {
  /// Names that librdkafka has got later than 2.0.2.
  private static let newer: [String: (UInt8, UInt8)] = ["group.protocol": (2, 4)]

  @Test(arguments: ReservedProperties.all.map(\.name))
  func `a reserved name is one that librdkafka knows, or its alias`(name: String) {
    if let (major, minor) = Self.newer[name], !LibraryVersion.isAtLeast(major, minor, 0) { return }
    #expect(isKnown(name))
  }

  @Test func `a name that librdkafka does not know is told from a value that it does not take`() {
    #expect(!isKnown("no.such.property"))
    #expect(isKnown("client.id"))
  }

  @Test func `each is there once, with a whole sentence`() {
    let names = ReservedProperties.all.map(\.name)
    #expect(Set(names).count == names.count)
    for (name, why) in ReservedProperties.all {
      #expect(why.hasSuffix(".") && why.count > 10, "\(name): \(why)")
    }
  }

  private func isKnown(_ name: String) -> Bool {
    do throws(KafkaError) {
      try ClientConfiguration([name: "\u{1}"]).validate()
      return true
    } catch {
      return !error.reason.contains("No such configuration property")
    }
  }
}
