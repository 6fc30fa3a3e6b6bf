import CLibrdkafka

/// Transactions, for a producer with a `transactional.id`.
///
/// Decide by the error's flags (librdkafka's INTRODUCTION.md, "Transactional Producer"): `isRetriable`, call the same again;
/// `requiresAbort`, abort and begin again; `isFatal`, another producer has taken over or the like: stop.
extension Producer {
  /// Makes the producer known to its coordinator and ends what a predecessor left open; once, before all else.
  public func initTransactions(timeout: Duration) throws(KafkaError) {
    let operation = "Preparing transactions"
    try unsafe KafkaError.check(
      rd_kafka_init_transactions(handle(for: operation), timeout.millisecondTimeout), operation)
  }

  /// Begins a transaction; `initTransactions` comes first, once (`rd_kafka_begin_transaction`).
  public func beginTransaction() throws(KafkaError) {
    let operation = "Beginning a transaction"
    try unsafe KafkaError.check(rd_kafka_begin_transaction(handle(for: operation)), operation)
  }

  /// Why the open transaction can only be aborted; nil if it is in order.
  ///
  /// Each call in the wrong state throws the error that brought the transaction there (`rd_kafka_txn_require_states`), and a
  /// transaction cannot begin inside of another.
  public var transactionError: KafkaError? {
    do throws(KafkaError) {
      try beginTransaction()
      return nil
    } catch {
      return error.requiresAbort || error.isFatal ? error : nil
    }
  }

  /// Makes the offsets part of the transaction; they become the group's with the commit.
  ///
  /// - Parameter metadata: of the generation in which the offsets were read; the broker refuses that of an earlier one, and this
  ///   throws an error that `requiresAbort`.
  public func sendOffsets(
    _ offsets: [TopicPartitionOffset], of metadata: borrowing ConsumerGroupMetadata, timeout: Duration
  ) throws(KafkaError) {
    let operation = "Adding offsets to a transaction"
    let list = PartitionList(offsets)
    try unsafe KafkaError.check(
      rd_kafka_send_offsets_to_transaction(
        handle(for: operation), list.pointer, metadata.pointer, timeout.millisecondTimeout), operation)
  }

  /// Sends what is left, serves the reports meanwhile, and commits.
  public func commitTransaction(
    timeout: Duration, _ report: (borrowing DeliveryReport) -> Void
  ) throws(KafkaError) {
    try unsafe whileServingReports("Committing a transaction", timeout, report) { handle, milliseconds in
      unsafe rd_kafka_commit_transaction(handle, milliseconds)
    }
  }

  /// Gives up the transaction; its records' reports come with errors meanwhile.
  public func abortTransaction(
    timeout: Duration, _ report: (borrowing DeliveryReport) -> Void
  ) throws(KafkaError) {
    try unsafe whileServingReports("Aborting a transaction", timeout, report) { handle, milliseconds in
      unsafe rd_kafka_abort_transaction(handle, milliseconds)
    }
  }

  /// Both calls wait until no report is unserved and serve none themselves when reports are events (rdkafka.h), so they
  /// run beside the thread that serves.
  private func whileServingReports(
    _ operation: String, _ timeout: Duration, _ report: (borrowing DeliveryReport) -> Void,
    _ call: @escaping @Sendable (OpaquePointer?, Int32) -> OpaquePointer?
  ) throws(KafkaError) {
    let address = Int(bitPattern: try unsafe handle(for: operation))
    let failure = backgroundCall("kafka-transaction") {
      Int(bitPattern: unsafe call(OpaquePointer(bitPattern: address), timeout.millisecondTimeout))
    } meanwhile: {
      serveDeliveryReports(timeout: .milliseconds(5), report)
    }
    try unsafe KafkaError.check(OpaquePointer(bitPattern: failure), operation)
  }
}

/// Who this member of the group is, for the producer that commits its offsets in a transaction (KIP-447).
///
/// Take it when partitions are assigned, before the rebalance is answered, and commit what was read of them with it. librdkafka
/// joins again on a thread of its own, so that metadata of a later moment may be of a generation in which the partitions are
/// another member's; the broker, which compares nothing else, would take their offsets.
@safe public struct ConsumerGroupMetadata: ~Copyable {
  let pointer: OpaquePointer

  init(consuming pointer: OpaquePointer) {
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe rd_kafka_consumer_group_metadata_destroy(pointer)
  }
}
