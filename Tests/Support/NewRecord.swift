import Kafka

/// A record to produce, with all that Kafka can carry.
public struct NewRecord: Sendable {
  public var value: [UInt8]?
  public var key: [UInt8]?
  public var headers: [KafkaRecord.Header]
  public var timestampMilliseconds: Int64
  public var partition: Int32

  /// - Parameter timestampMilliseconds: 0 is now.
  public init(
    value: [UInt8]?, key: String? = nil, headers: [KafkaRecord.Header] = [], timestampMilliseconds: Int64 = 0,
    partition: Int32 = 0
  ) {
    self.value = value
    self.key = key.map { Array($0.utf8) }
    self.headers = headers
    self.timestampMilliseconds = timestampMilliseconds
    self.partition = partition
  }

  public init(text: String, key: String? = nil, partition: Int32 = 0) {
    self.init(value: Array(text.utf8), key: key, partition: partition)
  }
}

extension KafkaCluster {
  /// Produces records one after the other and waits until they are acknowledged.
  public func produce(_ records: [NewRecord], to topic: String, compression: String = "none") throws {
    var configuration = clientConfiguration
    configuration.set("compression.codec", to: compression)
    configuration.set("enable.idempotence", to: "true")
    configuration.set("message.max.bytes", to: "4000000")
    let producer = try Producer(configuration: configuration)
    defer { _ = producer.close(within: .seconds(10)) }
    let target = try producer.topic(topic)
    for record in records {
      var headers = Headers()
      for header in record.headers {
        if let value = header.value { headers.add(header.name, value) } else { headers.add(header.name, nil) }
      }
      let outcome = producer.produce(
        to: target, partition: record.partition, value: record.value?.span, key: record.key?.span,
        timestampMilliseconds: record.timestampMilliseconds, headers: &headers, opaque: 0)
      guard case .queued = outcome else { throw TestSupportError("A record was refused: \(outcome).") }
    }
    var refusal: String?
    let isFlushed = producer.flush(within: .seconds(60)) { report in
      if let error = report.error { refusal = error.text }
    }
    guard isFlushed, refusal == nil else {
      throw TestSupportError("Records were not produced to \(topic): \(refusal ?? "not acknowledged in time").")
    }
  }
}
