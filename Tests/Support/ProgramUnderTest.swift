import FoundationEssentials
@unsafe @preconcurrency import Glibc

/// The product's binary as the package manager built it beside the tests.
public enum ProgramUnderTest {
  /// Runs a command to its end.
  public static func run(
    _ arguments: String..., environment: [String: String] = [:], input: String? = nil
  ) throws -> CompletedProcess {
    try run(arguments, environment: environment, input: input.map { Array($0.utf8) })
  }

  public static func run(
    _ arguments: [String], environment: [String: String] = [:], input: [UInt8]? = nil
  ) throws -> CompletedProcess {
    try CompletedProcess.run(path(), arguments, environment: environment, input: input)
  }

  /// Starts a command that goes on.
  public static func start(_ arguments: [String], environment: [String: String] = [:]) throws -> ChildProcess {
    try ChildProcess(path(), arguments, environment: environment)
  }

  /// Where the binary is; the test bundle lies in the same folder.
  public static func path() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw TestSupportError("/proc/self/exe cannot be read.") }
    let bundle = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path =
      bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/azure-linux-ecs"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw TestSupportError("The program is not built: \(path) is missing.")
    }
    return path
  }
}
