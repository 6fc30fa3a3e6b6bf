import AzureLinux

/// Syslog's own names (RFC 5424, section 6.2.1, and syslog.conf's keywords).
enum SyslogWords {
  /// `log.level`.
  static func level(_ severity: Severity) -> StaticString {
    switch severity {
    case .emergency: "emergency"
    case .alert: "alert"
    case .critical: "critical"
    case .error: "error"
    case .warning: "warning"
    case .notice: "notice"
    case .informational: "info"
    case .debug: "debug"
    }
  }

  /// `log.syslog.severity.name`.
  static func name(_ severity: Severity) -> StaticString {
    switch severity {
    case .emergency: "Emergency"
    case .alert: "Alert"
    case .critical: "Critical"
    case .error: "Error"
    case .warning: "Warning"
    case .notice: "Notice"
    case .informational: "Informational"
    case .debug: "Debug"
    }
  }
}
