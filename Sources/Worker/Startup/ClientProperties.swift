import Kafka

/// The librdkafka properties of the worker's clients; why each is what it is stands beside it.
enum ClientProperties {
  /// What both clients have in common.
  static func common(_ configuration: WorkerConfiguration) -> ClientConfiguration {
    var properties = ClientConfiguration([
      "bootstrap.servers": configuration.brokers,
      "client.id": configuration.clientID,
      "allow.auto.create.topics": "false",
      "socket.nagle.disable": "true",
      // Event Hubs and many firewalls forget an idle connection silently (librdkafka#3109).
      "socket.keepalive.enable": "true",
      "log.connection.close": "false",
    ])
    if let interval = configuration.statisticsInterval {
      properties.set("statistics.interval.ms", to: "\(interval.milliseconds)")
    }
    let name = configuration.worker.split(separator: "/").map(String.init)
    properties.identify(software: name.first ?? "azure-linux-ecs", version: name.dropFirst().first ?? "0")
    for property in configuration.securityProperties.properties { properties.set(property.name, to: property.value) }
    return properties
  }

  static func consumer(_ configuration: WorkerConfiguration) -> ClientConfiguration {
    var properties = common(configuration)
    properties.set("group.id", to: configuration.group)
    if let instance = configuration.groupInstanceID { properties.set("group.instance.id", to: instance) }
    // Only what the worker stores is committed, and it stores what is acknowledged.
    properties.set("enable.auto.offset.store", to: "false")
    // In a transaction the producer commits them.
    properties.set("enable.auto.commit", to: configuration.transactions == nil ? "true" : "false")
    properties.set("auto.commit.interval.ms", to: "\(configuration.commitInterval.milliseconds)")
    properties.set("auto.offset.reset", to: configuration.offsetReset.rawValue)
    properties.set("partition.assignment.strategy", to: configuration.assignor.rawValue)
    properties.set("session.timeout.ms", to: "\(configuration.sessionTimeout.milliseconds)")
    properties.set("enable.partition.eof", to: "false")
    // Sixteen megabytes are enough where a full queue does not stop fetching for a second: see `Consumer.wakeFetchers`.
    properties.set("queued.max.messages.kbytes", to: "16384")
    properties.set("queued.min.messages", to: "100000")
    properties.set("fetch.wait.max.ms", to: "50")
    properties.set("fetch.max.bytes", to: "8388608")
    if Consumer.hasFetchQueueBackoff { properties.set("fetch.queue.backoff.ms", to: "5") }
    pass(configuration, to: &properties)
    return properties
  }

  /// - Parameter limits: what the two topics take. A batch above its topic's limit would be refused whole (librdkafka 2.0.2
  ///   reports that for each record in it), so batches keep to the smaller one; a single message may be as large as the larger one.
  static func producer(_ configuration: WorkerConfiguration, limits: TopicLimits) -> ClientConfiguration {
    var properties = common(configuration)
    properties.set("enable.idempotence", to: "true")
    properties.set("acks", to: "all")
    properties.set("message.timeout.ms", to: "0")
    // After a batch that is refused for good librdkafka would send the ones behind it again at once, before the worker can: those
    // would overtake. With this it sends nothing more, and another producer takes its place. A transaction is aborted instead.
    properties.set("enable.gapless.guarantee", to: configuration.transactions == nil ? "true" : "false")
    if let transactions = configuration.transactions {
      properties.set("transactional.id", to: transactions.id)
      let timeout = transactionTimeout(configuration).milliseconds
      properties.set("transaction.timeout.ms", to: "\(timeout)")
      // Both may not be longer than the transaction (librdkafka refuses to start); what is late aborts it and is done again.
      properties.set("message.timeout.ms", to: "\(timeout)")
      properties.set("socket.timeout.ms", to: "\(min(60_000, timeout))")
    }
    properties.set("linger.ms", to: "5")
    properties.set("compression.codec", to: "none")
    properties.set("message.max.bytes", to: "\(max(1000, min(1_000_000_000, limits.largestByteCount)))")
    properties.set("batch.size", to: "\(max(1, limits.batchByteCount))")
    // The worker's own limit comes first; these leave room for the one value that may pass it.
    let kibibytes = (2 * configuration.maximumInFlightByteCount + (64 << 20)) / 1024
    properties.set("queue.buffering.max.kbytes", to: "\(min(2_097_151, kibibytes))")
    properties.set(
      "queue.buffering.max.messages", to: "\(min(10_000_000, 2 * configuration.maximumInFlightRecords + 20_000))")
    pass(configuration, to: &properties)
    return properties
  }

  /// Shorter than the session: a worker that hangs loses its transaction before its partitions.
  static func transactionTimeout(_ configuration: WorkerConfiguration) -> Duration {
    max(.seconds(1), min(.seconds(10), configuration.sessionTimeout / 2))
  }

  private static func pass(_ configuration: WorkerConfiguration, to properties: inout ClientConfiguration) {
    for (name, value) in configuration.passThrough { properties.set(name, to: value) }
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}

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
    ("enable.gapless.guarantee", "Without it, records behind a refused one would overtake it."),
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
