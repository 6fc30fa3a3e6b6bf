/// One metric: its name, which is a promise to dashboards and alerts, and where its numbers come from.
public struct Metric: Sendable {
  /// How Prometheus reads it.
  public enum Kind: String, Sendable { case counter, gauge, histogram }

  public let name: String
  public let kind: Kind
  public let labels: [String]
  /// One sentence.
  public let help: String
  let samples: @Sendable (StatusSnapshot) -> [Sample]

  /// A number with the values of the metric's labels, in their order.
  struct Sample {
    let labels: [String]
    let value: Double

    init(_ labels: [String], _ value: Double) {
      self.labels = labels
      self.value = value
    }
  }

  /// A counter without labels.
  static func counter(_ name: String, _ help: String, _ value: @escaping @Sendable (StatusSnapshot) -> Int) -> Metric {
    Metric(name: name, kind: .counter, labels: [], help: help) { [Sample([], Double(value($0)))] }
  }

  /// A gauge without labels; nil leaves it out.
  static func gauge(
    _ name: String, _ help: String, _ value: @escaping @Sendable (StatusSnapshot) -> Double?
  ) -> Metric {
    Metric(name: name, kind: .gauge, labels: [], help: help) { snapshot in
      value(snapshot).map { [Sample([], $0)] } ?? []
    }
  }

  /// A count for each name of an open list.
  static func counter(
    _ name: String, _ label: String, _ help: String, _ counts: @escaping @Sendable (StatusSnapshot) -> [NamedCount]
  ) -> Metric {
    Metric(name: name, kind: .counter, labels: [label], help: help) { snapshot in
      counts(snapshot).map { Sample([$0.name], Double($0.count)) }
    }
  }

  /// A number for each assigned partition that has it.
  static func ofPartitions(
    _ name: String, _ help: String, _ value: @escaping @Sendable (PartitionReading) -> Int?
  ) -> Metric {
    Metric(name: name, kind: .gauge, labels: ["topic", "partition"], help: help) { snapshot in
      snapshot.partitions.compactMap { partition in
        value(partition).map { Sample([snapshot.input, "\(partition.partition)"], Double($0)) }
      }
    }
  }

  /// A number for each broker that a client knows.
  static func ofBrokers(
    _ name: String, _ kind: Kind, _ help: String, _ value: @escaping @Sendable (BrokerReading) -> Double?
  ) -> Metric {
    Metric(name: name, kind: kind, labels: ["client", "broker"], help: help) { snapshot in
      snapshot.brokers.compactMap { broker in
        value(broker).map { Sample([broker.client, broker.name], $0) }
      }
    }
  }

  /// A histogram; its buckets are cumulative and have the label `le`.
  static func histogram(
    _ name: String, _ help: String, _ reading: @escaping @Sendable (StatusSnapshot) -> HistogramReading
  ) -> Metric {
    Metric(
      name: name, kind: .histogram, labels: [], help: help, samples: { _ in [] }, histogram: { reading($0) })
  }

  let histogram: (@Sendable (StatusSnapshot) -> HistogramReading)?

  private init(
    name: String, kind: Kind, labels: [String], help: String,
    samples: @escaping @Sendable (StatusSnapshot) -> [Sample],
    histogram: (@Sendable (StatusSnapshot) -> HistogramReading)?
  ) {
    self.name = name
    self.kind = kind
    self.labels = labels
    self.help = help
    self.samples = samples
    self.histogram = histogram
  }

  init(
    name: String, kind: Kind, labels: [String], help: String,
    samples: @escaping @Sendable (StatusSnapshot) -> [Sample]
  ) {
    self.init(name: name, kind: kind, labels: labels, help: help, samples: samples, histogram: nil)
  }
}
