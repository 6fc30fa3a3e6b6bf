import AzureLinux

/// The words of the `sekoia` format.
enum SekoiaWords {
  /// `log.level`; the original maps `notice` to `info`.
  static func level(_ severity: Severity) -> StaticString {
    switch severity {
    case .emergency: "emergency"
    case .alert: "alert"
    case .critical: "critical"
    case .error: "error"
    case .warning: "warn"
    case .notice, .informational: "info"
    case .debug: "debug"
    }
  }
}
