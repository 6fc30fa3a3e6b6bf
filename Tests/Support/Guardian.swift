@unsafe @preconcurrency import Glibc
import Synchronization

/// Cleans up behind the tests, however they end: brokers are detached and would outlive a crash.
///
/// It is a shell that waits for the end of a stream which only this process holds open. At an orderly exit this process waits for
/// it; after a crash or kill -9 it works on alone.
final class Guardian: Sendable {
  static let shared = Guardian()

  private static let script = #"""
    declare -A processes clusters folders
    while read -r verb name rest; do
      case $verb in
        process) processes[$name]=1 ;;
        end-process) unset "processes[$name]" ;;
        cluster) clusters[$name]=$rest ;;
        end-cluster) unset "clusters[$name]" ;;
        folder) folders[$name]=1 ;;
        end-folder) unset "folders[$name]" ;;
      esac
    done
    for process in "${!processes[@]}"; do kill -KILL "$process"; done
    for cluster in "${!clusters[@]}"; do "${clusters[$cluster]}" stop "$cluster"; done
    for folder in "${!folders[@]}"; do rm -rf -- "$folder"; done
    """#

  /// The writing end of the stream, -1 when it is closed.
  private let stream: Mutex<Int32>
  private let identifier: pid_t

  private init() {
    var ends: [Int32] = [-1, -1]
    // A socket pair can be made with its close-on-exec flag, so that no child gets hold of the writing end.
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      stream = Mutex(-1)
      identifier = -1
      return
    }
    // A session of its own: an interrupt from the terminal ends the tests, and this has to come after.
    identifier =
      (try? Spawn.process(
        "/bin/bash", ["-c", Self.script], input: .descriptor(ends[0]), output: "/dev/null", error: "/dev/null",
        isDetached: true)) ?? -1
    close(ends[0])
    stream = Mutex(ends[1])
    atexit { Guardian.shared.finish() }
  }

  func protect(process: pid_t) { tell("process \(process)") }
  func release(process: pid_t) { tell("end-process \(process)") }
  func protect(cluster folder: String, script: String) { tell("cluster \(folder) \(script)") }
  func release(cluster folder: String) { tell("end-cluster \(folder)") }
  func protect(folder: String) { tell("folder \(folder)") }
  func release(folder: String) { tell("end-folder \(folder)") }

  private func tell(_ line: String) {
    stream.withLock { descriptor in
      guard descriptor >= 0 else { return }
      let bytes = Array("\(line)\n".utf8)
      _ = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
  }

  private func finish() {
    stream.withLock { descriptor in
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
    }
    if identifier > 0 { _ = waitpid(identifier, nil, 0) }
  }
}
