// Which C module `timespec` belongs to depends on the order in which the compiler reads them.
import CLibcurl
import Dispatch
@unsafe @preconcurrency import Glibc
import Secrets

/// A program whose standard output is a token.
struct TokenCommand {
  private let words: [String]
  static let limitMilliseconds = 10_000
  private static let outputLimit = 65_536

  init(_ words: [String]) { self.words = words }

  /// Runs the program; its standard error goes nowhere, since it may hold a secret.
  func output() throws(TokenError) -> String {
    guard let program = words.first else { throw TokenError("The token command is empty.") }
    var ends: [Int32] = [-1, -1]
    guard unsafe oauth_pipe(&ends) == 0 else {
      throw TokenError("The token command \(program) cannot be run: \(systemText(errno)).", isTransient: true)
    }
    defer { close(ends[0]) }
    let identifier = try start(program, writingTo: ends[1])
    close(ends[1])
    let deadline = Self.milliseconds() + Self.limitMilliseconds
    let text = Self.read(ends[0], until: deadline)
    let status = Self.wait(for: identifier, until: text == nil ? 0 : deadline)
    guard let text, let status else {
      throw TokenError(
        "The token command \(program) did not end within \(Self.limitMilliseconds / 1000) s and was killed.")
    }
    guard status == 0 else {
      let ending = status & 0x7F == 0 ? "exit code \((status >> 8) & 0xFF)" : "signal \(status & 0x7F)"
      throw TokenError("The token command \(program) ended with \(ending); run it by hand to see why.")
    }
    return text
  }

  private func start(_ program: String, writingTo descriptor: Int32) throws(TokenError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    // librdkafka's own pipes and sockets are nothing for another program.
    _ = unsafe oauth_close_from(&actions, STDERR_FILENO + 1)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that a timeout ends what it has started as well; no signal blocked or ignored as
    // this process may have it.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    let flags =
      Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    unsafe posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { while let pointer = unsafe pointers.popLast() { unsafe free(pointer) } }
    var variables = unsafe Self.environment().map { unsafe strdup($0) } + [nil]
    defer { while let pointer = unsafe variables.popLast() { unsafe free(pointer) } }
    var identifier = pid_t()
    let code = unsafe posix_spawnp(&identifier, program, &actions, &attributes, pointers, variables)
    guard code == 0 else {
      close(descriptor)
      throw TokenError("The token command \(program) cannot be run: \(systemText(code)).")
    }
    return identifier
  }

  /// This process's variables but for the program's own, which may hold passwords.
  private static func environment() -> [String] {
    var texts: [String] = []
    var next = unsafe environ
    while let text = unsafe next.pointee {
      unsafe texts.append(String(cString: text))
      unsafe next += 1
    }
    return cleaned(texts)
  }

  static func cleaned(_ variables: [String]) -> [String] {
    variables.filter { !$0.hasPrefix(SecretRule.variablePrefix) }
  }

  /// What comes until the other end is closed; nil if that lasts too long or is too much.
  private static func read(_ descriptor: Int32, until deadline: Int) -> String? {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let rest = deadline - milliseconds()
      guard rest > 0, content.count <= outputLimit else { return nil }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe Glibc.poll(&poll, 1, Int32(truncatingIfNeeded: rest)) > 0 else { continue }
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return String(decoding: content, as: UTF8.self) }
      if count > 0 { content += chunk.prefix(count) }
    }
  }

  /// The program's status; nil if it had to be killed, or if nobody can tell.
  private static func wait(for identifier: pid_t, until deadline: Int) -> Int32? {
    let hasEnded = DispatchSemaphore(value: 0)
    DispatchQueue(label: "token-command").async {
      var information = unsafe siginfo_t()
      // It is left a zombie, so that its number is nobody else's when it has to be killed.
      while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
      hasEnded.signal()
    }
    let isInTime = hasEnded.wait(timeout: .now() + .milliseconds(max(0, deadline - milliseconds()))) == .success
    if !isInTime {
      kill(-identifier, SIGKILL)
      // It may have left its group.
      kill(identifier, SIGKILL)
    }
    var status: Int32 = 0
    var ended: pid_t
    repeat { ended = unsafe waitpid(identifier, &status, 0) } while ended < 0 && errno == EINTR
    // Where SIGCHLD is ignored the kernel drops the status; then it is unknown, and no success.
    return isInTime && ended == identifier ? status : nil
  }

  private static func milliseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
