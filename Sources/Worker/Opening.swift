import Kafka

/// The first record of a partition, on its way.
struct Opening {
  let destination: Destination
  /// nil if it is not chosen yet.
  let partition: Int32?

  func isOf(_ report: borrowing DeliveryReport) -> Bool {
    guard partition == nil || partition == report.partition else { return false }
    return report.topic == destination.topic.name
  }
}
