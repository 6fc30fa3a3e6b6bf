/// librdkafka properties that a user may not set, since a guarantee rests on their values.
public enum ReservedProperties {
  /// Each name with the sentence that refuses it.
  public static let all: [(name: String, why: String)] = [
    ("enable.auto.commit", "The worker commits what has been acknowledged; --commit-interval says how often."),
    ("auto.commit.enable", "The worker commits what has been acknowledged; --commit-interval says how often."),
    (
      "enable.auto.offset.store",
      "Offsets would be committed before their events are acknowledged, and a crash would lose them."
    ),
    ("enable.idempotence", "Without it a retry could write an event twice or out of order."),
    ("acks", "An event counts as written only when all in-sync replicas have it."),
    ("request.required.acks", "An event counts as written only when all in-sync replicas have it."),
    (
      "message.timeout.ms",
      "The worker waits for a broker that is away as long as it takes; a timeout would drop events."
    ),
    (
      "delivery.timeout.ms",
      "The worker waits for a broker that is away as long as it takes; a timeout would drop events."
    ),
    ("delivery.report.only.error", "The worker commits by the reports of what succeeded."),
    ("retries", "Giving up would lose events."),
    ("message.send.max.retries", "Giving up would lose events."),
    ("max.in.flight", "More than five requests in flight would give up the order of events."),
    ("max.in.flight.requests.per.connection", "More than five requests in flight would give up the order of events."),
    ("enable.partition.eof", "The ends of partitions would come as records."),
    ("allow.auto.create.topics", "A misspelt topic would come into being."),
    ("isolation.level", "The worker reads what is committed."),
    ("partitioner", "A key must go to the partition where Java's clients put it (murmur2_random)."),
    ("group.protocol", "Only the classic protocol has been proven not to lose records with this worker."),
    ("offset.store.method", "Offsets are kept by the brokers."),
    ("consume.callback.max.messages", "The worker reads in batches."),
  ]
}
