import CLibrdkafka

/// Which librdkafka this program was built with, and which one it runs on.
public enum LibraryVersion {
  /// The version of the headers at compile time, as `0xMMmmrrpp` (`RD_KAFKA_VERSION`).
  public static var compiledNumber: UInt32 { UInt32(RD_KAFKA_VERSION) }

  /// The version of the library that was loaded, as `0xMMmmrrpp` (`rd_kafka_version`).
  public static var number: UInt32 { UInt32(bitPattern: rd_kafka_version()) }

  /// The version of the library that was loaded, such as "2.0.2" (`rd_kafka_version_str`).
  public static var text: String { unsafe String(librdkafka: rd_kafka_version_str()) }

  /// What the loaded library was built with, such as "ssl" or "sasl_scram" (property `builtin.features`).
  public static var features: [String] {
    guard let configuration = unsafe rd_kafka_conf_new() else { return [] }
    defer { unsafe rd_kafka_conf_destroy(configuration) }
    let (result, text) = unsafe String.capturing { buffer, capacity in
      var size = capacity
      return unsafe rd_kafka_conf_get(configuration, "builtin.features", buffer, &size)
    }
    guard result == RD_KAFKA_CONF_OK else { return [] }
    return text.split(separator: ",").map(String.init)
  }

  /// Whether the loaded library is at least this version.
  public static func isAtLeast(_ major: UInt8, _ minor: UInt8, _ revision: UInt8) -> Bool {
    number >> 8 >= UInt32(major) << 16 | UInt32(minor) << 8 | UInt32(revision)
  }
}
