/// The programs whose events follow rules of their own in either format.
enum ProgramClass {
  case sudo, systemd
  /// A process that cron started for one job; its pid is that of the job's parent.
  case cronChild
  case other

  init(_ bytes: Span<UInt8>) {
    self = .other
    switch bytes.count {
    case 4:
      if Self.equals(bytes, "sudo") {
        self = .sudo
      } else if Self.equals(bytes, "CRON") {
        self = .cronChild
      }
    case 5: if Self.equals(bytes, "CROND") { self = .cronChild }
    case 7: if Self.equals(bytes, "systemd") { self = .systemd }
    default: break
    }
  }

  private static func equals(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    for index in bytes.indices {
      guard unsafe bytes[index] == name.utf8Start[index] else { return false }
    }
    return true
  }
}
