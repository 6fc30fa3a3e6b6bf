extension SettingKey {
  public static let metrics = Setting<HostPort?>(
    "metrics", .optional(.listenAddress, off: "off"), default: nil, commands: .of(.run, .check),
    help: "Address to serve metrics, health and a status page on.",
    detail:
      "A port alone listens on 127.0.0.1; 0.0.0.0:9464 or [::]:9464 on all addresses. There are /metrics for Prometheus, "
      + "/healthz, /readyz and / for people. There is no authentication, and no secret is shown.")
}

extension ValueType where Value == HostPort {
  /// `host:port`, or a port alone for the loopback address.
  static var listenAddress: ValueType<HostPort> {
    let address = ValueType<HostPort>.hostPort()
    return ValueType(
      expectation: "a port, or an address host:port",
      metavar: "host:port",
      read: { text in
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return address.read(text) }
        return address.read("127.0.0.1:" + text)
      },
      write: address.write)
  }
}
