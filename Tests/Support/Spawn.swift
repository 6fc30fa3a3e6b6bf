@unsafe @preconcurrency import Glibc

/// Starts processes with posix_spawn(3).
enum Spawn {
  enum Input {
    case file(String)
    case descriptor(Int32)
  }

  /// Starts an executable, in a process group or session of its own, with no signal blocked or ignored.
  ///
  /// - Parameters:
  ///   - environment: nil for this process's own.
  ///   - output: a file that is created or emptied; `error` too.
  static func process(
    _ executable: String, _ arguments: [String], environment: [String]? = nil, input: Input = .file("/dev/null"),
    output: String, error: String, isDetached: Bool = false
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    switch input {
    case .file(let path): unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDONLY, 0)
    case .descriptor(let number): unsafe posix_spawn_file_actions_adddup2(&actions, number, STDIN_FILENO)
    }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
    unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error, flags, 0o600)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // Threads of a pool block signals, and a child would inherit that and never see its SIGTERM.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    // POSIX_SPAWN_SETSID is hidden behind _GNU_SOURCE in <spawn.h>.
    let group: Int32 = isDetached ? 0x80 : Int32(POSIX_SPAWN_SETPGROUP)
    let spawnFlags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | group
    unsafe posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: spawnFlags))

    var identifier = pid_t()
    let code = unsafe withStrings([executable] + arguments) { arguments in
      if let environment {
        return unsafe withStrings(environment) { environment in
          unsafe posix_spawn(&identifier, executable, &actions, &attributes, arguments, environment)
        }
      }
      return unsafe posix_spawn(&identifier, executable, &actions, &attributes, arguments, environ)
    }
    guard code == 0 else { throw TestSupportError("\(executable) cannot be started: error \(code).") }
    return identifier
  }

  private static func withStrings(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { while let pointer = unsafe pointers.popLast() { unsafe free(pointer) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return EINVAL }
      return unsafe body(UnsafePointer(start))
    }
  }
}
