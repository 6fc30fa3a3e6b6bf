import Normalizer
import Worker

/// Every metric that `/metrics` writes, in its order. Names and labels are a contract: they are added to, not changed.
public enum MetricTable {
  public static let all: [Metric] = records + delivery + group + clients + process

  private static let records: [Metric] = [
    .counter("azure_linux_ecs_messages_total", "Kafka messages taken in.") { $0.messages },
    .counter("azure_linux_ecs_received_bytes_total", "Bytes of their values.") { $0.byteCountIn },
    .counter("azure_linux_ecs_batches_total", "Messages that hold several records.") { $0.batches },
    .counter("azure_linux_ecs_empty_batches_total", "Batches without a record.") { $0.emptyBatches },
    .counter(
      "azure_linux_ecs_records_total",
      "Records taken in; each is counted once in events, dead_letters, events_with_dead_letter or skipped."
    ) { $0.records },
    .counter("azure_linux_ecs_events_total", "Records that became an event.") { $0.events },
    .counter("azure_linux_ecs_dead_letters_total", "reason", "Records that became a dead letter.") {
      $0.deadLettersByReason
    },
    Metric(
      name: "azure_linux_ecs_dead_letters_by_program_total", kind: .counter, labels: ["reason", "program"],
      help: "The same by program: the known ones have their names, the rest is other, and none is a record that names "
        + "none or cannot be read; absent until there is one."
    ) { snapshot in
      snapshot.deadLettersByProgram.map { .init([$0.reason, $0.program], Double($0.count)) }
    },
    .counter(
      "azure_linux_ecs_events_with_dead_letter_total", "Gaps written to both topics (--unmatched both)."
    ) { $0.eventsWithDeadLetter },
    .counter("azure_linux_ecs_skipped_total", "Foreign records passed over (--foreign skip).") { $0.skippedForeign },
    .counter(
      "azure_linux_ecs_gaps_total", "program",
      "Texts of known programs that no pattern fits, whatever became of them; the catalogue's first hundred programs have "
        + "their names, the rest is other."
    ) { $0.gaps },
    .counter("azure_linux_ecs_matched_total", "Records whose text a pattern matched.") { $0.matched },
    .counter("azure_linux_ecs_other_programs_total", "Records of programs without patterns.") { $0.ofOtherPrograms },
    .counter("azure_linux_ecs_without_time_total", "Records without a usable time of their own.") { $0.withoutTime },
    .counter(
      "azure_linux_ecs_lone_surrogates_total", "Records with half a surrogate pair, written as U+FFFD."
    ) { $0.withLoneSurrogate },
    .counter("azure_linux_ecs_repaired_total", "repair", "Records that were repaired before they were read (--repair).")
    {
      $0.repaired
    },
    .counter("azure_linux_ecs_repeated_total", "Texts unwrapped out of \"message repeated N times\".") { $0.repeated },
  ]

  private static let delivery: [Metric] = [
    .counter(
      "azure_linux_ecs_acknowledged_outputs_total", "Events and dead letters that the brokers have acknowledged."
    ) { $0.acknowledgedOutputs },
    .counter("azure_linux_ecs_written_bytes_total", "Bytes of keys and values handed to the producer.") {
      $0.byteCountOut
    },
    .counter("azure_linux_ecs_done_messages_total", "Messages whose outputs are all acknowledged.") {
      $0.doneMessages
    },
    .gauge("azure_linux_ecs_in_flight_outputs", "Outputs waiting for their acknowledgement.") {
      Double($0.outstandingOutputs)
    },
    .gauge("azure_linux_ecs_in_flight_bytes", "Bytes of those outputs.") { Double($0.inFlightByteCount) },
    .gauge("azure_linux_ecs_open_messages", "Messages taken in that are not done.") { Double($0.openMessages) },
    .gauge(
      "azure_linux_ecs_oldest_unacknowledged_age_seconds",
      "How long the oldest open message has been waiting; sampled, four messages a batch at most."
    ) { $0.oldestUnacknowledgedAge.inSeconds },
    .histogram(
      "azure_linux_ecs_produce_latency_seconds",
      "From taking a message in until it and all before it in its partition were acknowledged; sampled."
    ) { $0.produceLatency },
    .histogram(
      "azure_linux_ecs_end_to_end_latency_seconds",
      "From a record's Kafka timestamp until it and all before it were acknowledged; sampled."
    ) { $0.endToEndLatency },
    Metric(
      name: "azure_linux_ecs_back_pressure_seconds_total", kind: .counter, labels: [],
      help: "How long reading has waited for the output."
    ) { [.init([], $0.backPressure.inSeconds)] },
    .counter(
      "azure_linux_ecs_suspensions_total", "How often reading was suspended because the output could not keep up."
    ) {
      $0.suspensions
    },
    .gauge("azure_linux_ecs_reading_suspended", "1 while reading is suspended.") { $0.isSuspended ? 1 : 0 },
    .gauge(
      "azure_linux_ecs_stalled",
      "1 while the worker makes no progress for stall-timeout; /readyz says what stands still."
    ) {
      $0.stall == nil ? 0 : 1
    },
    .counter("azure_linux_ecs_stalls_total", "How often the worker made no progress for stall-timeout.") { $0.stalls },
    .counter("azure_linux_ecs_commits_total", "Commits of offsets or transactions.") { $0.commits },
    .counter("azure_linux_ecs_failed_commits_total", "Commits that the brokers refused.") { $0.failedCommits },
    .counter(
      "azure_linux_ecs_aborted_transactions_total", "Transactions that were aborted; their records are read again."
    ) { $0.abortedTransactions },
    .gauge(
      "azure_linux_ecs_aborts_in_a_row", "Transactions aborted since the last one that was committed; /readyz says why."
    ) { Double($0.abortsInARow) },
    .gauge(
      "azure_linux_ecs_last_commit_age_seconds",
      "How long ago the last commit succeeded; absent before the first, and growing while there is nothing to commit."
    ) { $0.lastCommitAge?.inSeconds },
    .counter(
      "azure_linux_ecs_limits_learned_total",
      "How often a refused batch has shown that a topic takes less than was known."
    ) { $0.limitsLearned },
    .gauge(
      "azure_linux_ecs_paused", "1 while reading is paused since a dead-letter limit was passed, else 0."
    ) { $0.isPaused ? 1 : 0 },
    .gauge(
      "azure_linux_ecs_assumed_limits",
      "Output topics whose max.message.bytes cannot be read, so that Kafka's standard is assumed."
    ) { Double($0.assumedLimits) },
    .counter("azure_linux_ecs_rewinds_total", "How often records were read again to send them alone.") { $0.rewinds },
    .counter("azure_linux_ecs_stale_reports_total", "Acknowledgements for partitions given up before they came.") {
      $0.staleReports
    },
  ]

  private static let group: [Metric] = [
    .gauge("azure_linux_ecs_group_member", "1 once the group has given this worker an assignment, even of nothing.") {
      $0.isMember ? 1 : 0
    },
    .gauge("azure_linux_ecs_assigned_partitions", "Partitions that this worker reads.") {
      Double($0.assignedPartitions)
    },
    Metric(
      name: "azure_linux_ecs_input_partitions", kind: .gauge, labels: ["topic"],
      help:
        "Partitions that the input topic has, read by this worker or not; absent from a worker that has none of them."
    ) { snapshot in
      snapshot.inputPartitions.map { [.init([snapshot.input], Double($0))] } ?? []
    },
    .counter("azure_linux_ecs_rebalances_total", "Assignments and revocations.") { $0.rebalances },
    .ofPartitions(
      "azure_linux_ecs_lag",
      "Records between the committed offset and the end of an assigned partition; absent while the group has no commit, and while no broker answers."
    ) { $0.lag },
    .ofPartitions("azure_linux_ecs_committed_offset", "The offset to go on from; absent without a commit.") {
      $0.committed
    },
    .ofPartitions("azure_linux_ecs_end_offset", "The offset after the last record.") { $0.end },
    .counter("azure_linux_ecs_messages_not_ours_total", "Messages fetched for partitions that were given up since.") {
      $0.messagesOfRevokedPartitions
    },
    .counter(
      "azure_linux_ecs_offset_jumps_total",
      "How often reading went on elsewhere than where it had stopped, since the log there is gone: records were lost."
    ) { $0.logGaps },
  ]

  private static let clients: [Metric] = [
    .gauge(
      "azure_linux_ecs_certificate_expiry_timestamp_seconds",
      "When this client's certificate (ssl-certificate-location) ends, in seconds since 1970."
    ) { $0.certificateEnd.map(Double.init) },
    .ofPartitions("azure_linux_ecs_kafka_fetch_queue_messages", "Fetched messages that wait for the worker.") {
      $0.fetchQueueMessages
    },
    .ofPartitions("azure_linux_ecs_kafka_fetch_queue_bytes", "Bytes of those messages.") { $0.fetchQueueByteCount },
    .gauge("azure_linux_ecs_kafka_producer_queue_messages", "Outputs in librdkafka's producer.") {
      $0.producerQueueMessages.map(Double.init)
    },
    .gauge("azure_linux_ecs_kafka_producer_queue_bytes", "Bytes of those outputs.") {
      $0.producerQueueByteCount.map(Double.init)
    },
    .ofBrokers("azure_linux_ecs_kafka_broker_up", .gauge, "1 while the client is connected to the broker.") {
      $0.isUp ? 1 : 0
    },
    Metric(
      name: "azure_linux_ecs_kafka_round_trip_seconds", kind: .gauge, labels: ["client", "broker", "statistic"],
      help: "Round trips of requests over the last seconds: avg and p99; a fetch waits up to 50 ms for records."
    ) { snapshot in
      snapshot.brokers.flatMap { broker -> [Metric.Sample] in
        [
          broker.averageRoundTrip.map { .init([broker.client, broker.name, "avg"], $0.inSeconds) },
          broker.slowRoundTrip.map { .init([broker.client, broker.name, "p99"], $0.inSeconds) },
        ].compactMap { $0 }
      }
    },
    .ofBrokers(
      "azure_linux_ecs_kafka_throttle_seconds", .gauge, "Average time for which the broker has throttled the client."
    ) { $0.averageThrottle?.inSeconds },
    .ofBrokers("azure_linux_ecs_kafka_send_errors_total", .counter, "Requests that could not be sent.") {
      Double($0.sendErrors)
    },
    .ofBrokers("azure_linux_ecs_kafka_receive_errors_total", .counter, "Answers that could not be received.") {
      Double($0.receiveErrors)
    },
    .ofBrokers("azure_linux_ecs_kafka_timeouts_total", .counter, "Requests without an answer in time.") {
      Double($0.timeouts)
    },
    .ofBrokers("azure_linux_ecs_kafka_disconnects_total", .counter, "Connections that ended.") {
      Double($0.disconnects)
    },
  ]

  private static let process: [Metric] = [
    .gauge("azure_linux_ecs_ready", "1 while /readyz says ready.") { Health(of: $0).isReady ? 1 : 0 },
    .gauge(
      "azure_linux_ecs_last_poll_age_seconds", "How long ago the worker last polled; absent before it started."
    ) { $0.lastPollAge?.inSeconds },
    .gauge("azure_linux_ecs_round_age_seconds", "The former name of last_poll_age_seconds.") {
      $0.lastPollAge?.inSeconds
    },
    Metric(
      name: "azure_linux_ecs_build_info", kind: .gauge, labels: ["version", "librdkafka"],
      help: "Always 1; the labels name the versions."
    ) { [.init([$0.version, $0.librdkafkaVersion], 1)] },
    Metric(
      name: "process_cpu_seconds_total", kind: .counter, labels: [], help: "Processor time of this process."
    ) { [.init([], $0.process.cpu.inSeconds)] },
    .gauge("process_resident_memory_bytes", "Memory of this process in RAM.") {
      $0.process.residentByteCount.map(Double.init)
    },
    .gauge("process_start_time_seconds", "When the worker started, in seconds since 1970.") { $0.process.startTime },
  ]

  /// The table as Markdown, for the documentation.
  public static var markdown: String {
    var text = "| Metric | Kind | Labels | Meaning |\n|---|---|---|---|\n"
    for metric in all {
      let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
      text += "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |\n"
    }
    return text
  }
}
