import Glibc

extension WorkerConfiguration.Transactions {
  /// An id for one run of a worker, of its group, its host and a random part.
  ///
  /// None need outlive the run: it is the group's generation that keeps offsets of a predecessor out (KIP-447), and the brokers
  /// end what such a one left open after its transaction timeout.
  public static func passingID(of group: String) -> String {
    let parts = [
      String(group.prefix(100)), String(hostName.prefix(100)), String(UInt64.random(in: 0 ... .max), radix: 36),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "-")
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
