import FoundationEssentials
@unsafe @preconcurrency import Glibc
import Synchronization

/// A process that a test has started; killed with the object, or by the guardian if the tests die.
public final class ChildProcess: Sendable {
  public enum Ending: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  public let identifier: Int32
  private let folder: TemporaryFolder
  private let ending = Mutex<Ending?>(nil)

  /// Starts an executable by its path; its outputs go to files, so that nobody has to drain a pipe.
  ///
  /// - Parameter environment: is added to this process's own, of which the program's settings are left out.
  public init(
    _ executable: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8]? = nil
  ) throws {
    let folder = try TemporaryFolder("process")
    self.folder = folder
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AZURE_LINUX_ECS_") }
    variables.merge(environment) { $1 }
    let inputPath = try input.map { try folder.write("input", $0) }
    identifier = try Spawn.process(
      executable, arguments, environment: variables.map { "\($0.key)=\($0.value)" },
      input: .file(inputPath ?? "/dev/null"), output: folder.file("output"), error: folder.file("error"))
    Guardian.shared.protect(process: identifier)
  }

  deinit {
    send(SIGKILL)
    _ = wait(limit: .seconds(10))
  }

  // MARK: - What it wrote

  /// What it has written to standard output by now.
  public var output: [UInt8] { contents("output") }
  /// What it has written to standard output by now, as text.
  public var outputText: String { String(decoding: output, as: UTF8.self) }
  /// What it has written to standard error by now.
  public var errorText: String { String(decoding: contents("error"), as: UTF8.self) }

  private func contents(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: folder.file(name)).map { Array($0) } ?? []
  }

  // MARK: - Its end

  public var isRunning: Bool { poll() == nil }

  /// Sends a signal unless it has ended.
  public func send(_ signal: Int32) {
    ending.withLock { ending in
      if ending == nil { _ = Glibc.kill(identifier, signal) }
    }
  }

  /// Asks it to end (SIGTERM).
  public func terminate() { send(SIGTERM) }

  /// Ends it at once (SIGKILL) and waits for that.
  public func kill() -> Ending? {
    send(SIGKILL)
    return wait(limit: .seconds(10))
  }

  /// Waits for the end; nil if it is still running after the limit, which only keeps a test from hanging.
  public func wait(limit: Duration) -> Ending? {
    let deadline = ContinuousClock.now + limit
    while true {
      if let ending = poll() { return ending }
      guard .now < deadline else { return nil }
      usleep(5_000)
    }
  }

  private func poll() -> Ending? {
    ending.withLock { ending in
      if let ending { return ending }
      var status: Int32 = 0
      guard unsafe waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
      // The macros WIFSIGNALED and WEXITSTATUS do not come through to Swift.
      let signal = status & 0x7f
      let new: Ending = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
      ending = new
      Guardian.shared.release(process: identifier)
      return new
    }
  }
}

extension ChildProcess.Ending: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signalled(let signal): "signal \(signal)"
    }
  }
}
