import Kafka

extension Headers {
  /// The memory that names and values take, with what librdkafka adds to each (`rd_kafka_header_t` and two NULs).
  var byteCount: Int {
    var sum = 0
    forEachHeader { name, value in sum += name.count + (value?.count ?? 0) + 48 }
    return sum
  }
}
