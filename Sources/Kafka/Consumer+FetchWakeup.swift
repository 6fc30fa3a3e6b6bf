import CLibrdkafka

extension Consumer {
  /// Whether fetching goes on by itself soon after a full queue has been emptied: property `fetch.queue.backoff.ms`, 2.2.0.
  public static var hasFetchQueueBackoff: Bool { LibraryVersion.isAtLeast(2, 2, 0) }

  /// Makes librdkafka look again whether there is room for more records.
  ///
  /// A broker thread that found the fetch queue full sleeps up to a second, however soon the queue is emptied
  /// (confluentinc/librdkafka#2879, #3662); releases before 2.2.0 have no property for it, and so need a queue of a second's
  /// records. Setting the SASL credentials that are in use anyway wakes all broker threads (`rd_kafka_all_brokers_wakeup` in
  /// `rd_kafka_sasl_set_credentials`), and nothing else: connections stay. It can go when 2.2.0 is the oldest release.
  public func wakeFetchers(username: String, password: String) {
    guard !Self.hasFetchQueueBackoff, let handle = unsafe openHandle else { return }
    if let error = unsafe rd_kafka_sasl_set_credentials(handle, username, password) {
      unsafe rd_kafka_error_destroy(error)
    }
  }
}
