/// The arguments without flags of `azure-linux-ecs`.
public enum WorkerArgument {
  /// Files whose records are normalized or explained; none means standard input.
  public static let inputs = Positional(
    "file", .file, count: 0...Int.max, help: "File with records; - or none reads standard input.")

  /// The program whose patterns are shown.
  public static let program = Positional(
    "program", .text("a program's name", metavar: "program"), count: 1...1,
    help: "Program as syslog names it, such as sshd.")

  /// Pattern files to check.
  public static let patternFiles = Positional(
    "file", .file, count: 0...Int.max, help: "Pattern file to check; with --hostile also none.")

  /// The shell to complete for.
  public static let shell = Positional<Shell>("shell", .word, count: 1...1, help: "One of bash, zsh, fish.")
}
