/// What is left of a process that has ended.
public struct CompletedProcess: Sendable {
  public let exitCode: Int32
  public let output: [UInt8]
  public let error: String

  public var outputText: String { String(decoding: output, as: UTF8.self) }
  public var outputLines: [String] { outputText.split(separator: "\n").map(String.init) }

  /// Runs an executable to its end; throws if it does not end in time or by a signal.
  public static func run(
    _ executable: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8]? = nil,
    limit: Duration = .seconds(300)
  ) throws -> CompletedProcess {
    let process = try ChildProcess(executable, arguments, environment: environment, input: input)
    switch process.wait(limit: limit) {
    case .exited(let code):
      return CompletedProcess(exitCode: code, output: process.output, error: process.errorText)
    case .signalled(let signal):
      throw TestSupportError("\(executable) \(arguments) was ended by signal \(signal): \(process.errorText)")
    case nil:
      throw TestSupportError("\(executable) \(arguments) did not end within \(limit): \(process.errorText)")
    }
  }
}
