extension ExitCode {
  /// What `azure-linux-ecs` ends with; the page Delivery says when to start it again.
  public static let all: [ExitCode] = [
    ExitCode(0, "done, or stopped by a signal after draining"),
    ExitCode(
      1,
      "unexpected error, another worker with the same transactional id took over, or no progress with `--on-stall exit`"
    ),
    ExitCode(2, "wrong usage, settings or pattern file"),
    ExitCode(3, "the broker refuses: login, permissions, a topic"),
    ExitCode(4, "stopped by the dead-letter limit"),
    ExitCode(5, "stopped before everything was acknowledged; that work will be repeated"),
    ExitCode(
      6,
      "`normalize`, `demo` or `dead-letters test` found dead letters or differences; `offsets reset` or `redrive` "
        + "refused because the group has members"),
  ]
}
