public import CommandLine
public import Worker

extension SettingKey {
  public static let brokers = Setting<[HostPort]>(
    "brokers", .list(of: .hostPort(defaultPort: 9092)), default: [],
    commands: .reaching, requiredBy: .connecting.and(.tools), short: "b", metavar: "host:port,...",
    kafkaNames: ["bootstrap.servers", "metadata.broker.list"],
    help: "Brokers to learn the cluster from.",
    detail: "One that answers is enough; name two or three, so that one may be away at the start.")

  public static let input = Setting<String>(
    "input", .topicName, default: "", commands: .connecting.and(.offsets).and(.of(.deadLettersRedrive)),
    requiredBy: .connecting,
    help: "Topic that raw records are read from.",
    detail: "All its partitions are shared among the members of the group. It is never written to.")

  public static let output = Setting<String>(
    "output", .topicName, default: "", commands: .connecting.and(.of(.deadLettersRedrive)), requiredBy: .connecting,
    help: "Topic that events are written to.",
    detail: "It must exist: a topic made by accident has the wrong number of partitions and the wrong retention.")

  public static let deadLetters = Setting<String>(
    "dead-letters", .topicName, default: "", commands: .connecting.and(.deadLetters),
    requiredBy: .connecting.and(.deadLetters),
    help: "Topic that records which cannot be normalized are written to, unchanged.",
    detail: "Each carries headers that say why and where it came from. The three topics must differ.")

  public static let group = Setting<String>(
    "group", .groupName, default: "", commands: .reaching, requiredBy: .connecting.and(.offsets), short: "g",
    kafkaNames: ["group.id"],
    help: "Consumer group that the workers of one input share.",
    detail:
      "Workers that write to other topics, or in another format, need a group of their own: members of one group "
      + "split the partitions among them.")

  public static let groupInstanceID = Setting<String?>(
    "group-instance-id", .optional(.groupName), default: nil, commands: .connecting, unset: "none",
    kafkaNames: ["group.instance.id"],
    help: "Name of this worker that outlives a restart (static membership).",
    detail:
      "A worker that comes back within session-timeout gets its partitions again without a rebalance. "
      + "No two workers of a group may share a name; a pod's name in a StatefulSet is a good one.")

  public static let assignor = Setting<WorkerConfiguration.Assignor>(
    "assignor", .word, default: .range, commands: .connecting,
    kafkaNames: ["partition.assignment.strategy"],
    help: "How the group shares the partitions out; all its workers need the same.",
    detail:
      "With cooperative-sticky a worker that joins or leaves stops only the partitions that move; it needs librdkafka 2.10.0 "
      + "or newer. From and to it, stop all workers of the group first.")

  public static let clientID = Setting<String>(
    "client-id", .text("a text", metavar: "name"), default: "azure-linux-ecs", commands: .reaching,
    kafkaNames: ["client.id"],
    help: "Name of the client in the brokers' logs, metrics and quotas.")

  public static let offsetReset = Setting<WorkerConfiguration.OffsetReset>(
    "offset-reset", .word, default: .earliest, commands: .connecting,
    kafkaNames: ["auto.offset.reset"],
    help: "Where a partition without a committed offset begins.",
    detail:
      "earliest reads everything that is kept, latest only what comes, error stops the worker. It also decides when "
      + "the committed offset is no longer in the log, and that jump is logged.")

  public static let config = Setting<String?>(
    "config", .optional(.file), default: nil, commands: .of(.run, .check, .normalize, .explain, .demo).and(.tools),
    sources: [.flag, .environment], short: "c",
    help: "File of name=value lines with settings.",
    detail:
      "Read as Kafka's own tools read theirs: # and ! begin comments, a backslash continues a line. One file may "
      + "serve several commands; what a command does not take is ignored, unknown names are refused.")
}

extension ValueType where Value == String {
  /// A topic's name by Kafka's rules (org.apache.kafka.common.internals.Topic).
  static var topicName: ValueType<String> {
    ValueType(
      expectation: "a topic name (up to 249 letters, digits, dots, underscores and hyphens)",
      metavar: "topic",
      read: { text in
        let isLegal = text.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
        }
        return isLegal && text.utf8.count <= 249 && text != "." && text != ".." ? .success(text) : .failure(.malformed)
      },
      write: { $0 })
  }

  /// A group's or a member's name; Event Hubs allow 256 characters, Kafka more.
  static var groupName: ValueType<String> {
    ValueType(
      expectation: "a name of at most 256 characters",
      metavar: "name",
      read: { $0.utf8.count <= 256 ? .success($0) : .failure(.malformed) },
      write: { $0 })
  }
}
