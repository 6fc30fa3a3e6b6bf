/// A line that a pattern must match, and what the match must yield.
public struct Sample: Sendable {
  /// A value that the match must yield.
  public struct Expectation: Sendable {
    /// The path of the field, e.g. `user.name`, `azure_linux.ssh.method` or `event.action`.
    public let path: String
    /// The value; empty if the field must be absent.
    public let value: [UInt8]
    public let line: Int
  }

  public let text: [UInt8]
  /// The program (syslog ident) that is said to have written the line.
  public let program: [UInt8]
  /// Whether an attacker wrote it to forge another field.
  public let isHostile: Bool
  public let expectations: [Expectation]
  /// The line of the file, counted from 1.
  public let line: Int
}
