import CLibrdkafka

/// The one owner of an `rd_kafka_conf_t` until a client takes it over.
@safe struct NativeConfiguration: ~Copyable {
  private(set) var pointer: OpaquePointer?

  /// Throws librdkafka's own words about the first name or value that it refuses.
  init(_ configuration: ClientConfiguration) throws(KafkaError) {
    unsafe pointer = unsafe rd_kafka_conf_new()
    for property in configuration.properties {
      try set(property)
    }
  }

  private func set(_ property: ClientConfiguration.Property) throws(KafkaError) {
    let operation = "Setting the Kafka property \"\(property.name)\""
    guard !property.name.utf8.contains(0), !property.value.utf8.contains(0) else {
      throw KafkaError(operation: operation, code: .invalidArgument, reason: "it contains a NUL character")
    }
    let (result, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_conf_set(pointer, property.name, property.value, buffer, capacity)
    }
    guard result != RD_KAFKA_CONF_OK else { return }
    // librdkafka repeats the refused value in its text.
    let reason = property.isSecret && result == RD_KAFKA_CONF_INVALID ? "its value is not valid" : text
    throw KafkaError(operation: operation, code: .invalidArgument, reason: reason)
  }

  /// Makes the client, which then owns the configuration (`rd_kafka_new`).
  consuming func makeClient(_ kind: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
    let operation = kind == RD_KAFKA_CONSUMER ? "Making a consumer" : "Making a producer"
    let (client, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_new(kind, pointer, buffer, capacity)
    }
    guard let client = unsafe client else {
      throw KafkaError(operation: operation, code: .invalidArgument, reason: text)
    }
    unsafe pointer = nil
    return unsafe client
  }

  deinit {
    if let pointer = unsafe pointer {
      unsafe rd_kafka_conf_destroy(pointer)
    }
  }
}
