@unsafe @preconcurrency import Glibc

/// Finds ports that nobody listens on.
public enum FreePorts {
  /// A base from which each broker's five ports, and two more for a proxy, are free now, ten apart as the script takes them.
  static func base(brokerCount: Int) throws -> Int {
    for _ in 0..<200 {
      // Below the range from which the system takes a client's ports.
      let base = Int.random(in: 10_000..<32_000)
      let ports = (0..<brokerCount).flatMap { broker in (0..<7).map { base + 10 * broker + $0 } }
      if ports.allSatisfy(isFree) { return base }
    }
    throw TestSupportError("No free ports were found for \(brokerCount) brokers.")
  }

  /// An address on which nobody listens.
  public static func address() throws -> String { "127.0.0.1:\(try base(brokerCount: 1))" }

  private static func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
