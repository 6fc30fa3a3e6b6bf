import FoundationEssentials
@unsafe @preconcurrency import Glibc
import Synchronization

/// Brokers of a real Apache Kafka, started by the script that lies beside the package and stopped with the object.
public final class KafkaCluster: Sendable {
  private static var script: String { "\(ProjectFiles.shared)/kafka/kafka" }

  /// Why no broker can be started here, in one sentence; nil if one can.
  ///
  /// The script takes Kafka's jars from `KAFKA_HOME` or from its own folder, and Java from `JAVA_HOME` or PATH.
  public static let availability: String? = {
    let environment = ProcessInfo.processInfo.environment
    guard ProjectFiles.exists(script) else {
      return "No real broker here: ../shared/kafka/kafka, which starts one, is not beside the package."
    }
    let libraries = environment["KAFKA_HOME"].map { "\($0)/libs" } ?? "\(ProjectFiles.shared)/kafka/libs"
    guard ProjectFiles.exists(libraries) else {
      return "No real broker here: there is no Kafka at \(libraries); KAFKA_HOME may name another one."
    }
    let hasJava = environment["JAVA_HOME"].map { ProjectFiles.exists("\($0)/bin/java") } ?? false
    guard hasJava || ProjectFiles.command("java") != nil else {
      return "No real broker here: java is neither in JAVA_HOME nor in PATH."
    }
    return nil
  }()

  /// One broker for all tests that leave it alone, started by the first of them and stopped when the tests end.
  public static let shared = Result { try KafkaCluster() }

  public let folder: String
  public let bootstrapServers: String
  /// The settings with which workers connect: to the brokers, or to the proxies in front of them, where they log in.
  public let workerArguments: [String]
  public let brokerCount: Int
  /// One in front of each broker, for workers only; none unless the cluster was started with them.
  public let proxies: [NetworkProxy]
  private let temporaryFolder: TemporaryFolder
  private let isStopped = Mutex(false)

  /// Starts brokers and waits until they answer, which takes 5 to 10 seconds for one.
  ///
  /// - Parameters:
  ///   - configuration: broker properties as `NAME=VALUE`.
  ///   - heapMegabytes: of each broker.
  ///   - isProxied: whether workers reach each broker through a proxy, and as a user whose rights can be taken away.
  public init(
    brokerCount: Int = 1, isSecure: Bool = false, configuration: [String] = [], heapMegabytes: Int = 512,
    isProxied: Bool = false
  ) throws {
    self.brokerCount = brokerCount
    temporaryFolder = try TemporaryFolder("kafka")
    folder = temporaryFolder.file("cluster")
    let port = try FreePorts.base(brokerCount: brokerCount)
    var arguments = ["start", "--dir", folder, "--brokers", "\(brokerCount)", "--port", "\(port)"]
    arguments += ["--heap", "\(heapMegabytes)"]
    if isSecure { arguments.append("--secure") }
    let listeners = isProxied ? (0..<brokerCount).map { ProxiedListener(brokerPort: port + 10 * $0) } : []
    proxies = try listeners.map { try NetworkProxy(port: $0.proxyPort, to: $0.listenerPort) }
    let common = isProxied ? ProxiedListener.commonProperties : []
    for property in configuration + common + (brokerCount == 1 ? listeners.flatMap(\.properties) : []) {
      arguments += ["--config", property]
    }
    Guardian.shared.protect(cluster: folder, script: Self.script)
    let result = try CompletedProcess.run(Self.script, arguments, limit: .seconds(300))
    guard result.exitCode == 0, let address = result.outputLines.last else {
      throw TestSupportError("The brokers did not start: \(result.error)")
    }
    bootstrapServers = address
    guard isProxied else {
      workerArguments = ["--brokers", bootstrapServers]
      return
    }
    workerArguments = [
      "--brokers", listeners.map { "127.0.0.1:\($0.proxyPort)" }.joined(separator: ","), "--security-protocol",
      "sasl_plaintext", "--sasl-mechanism", "PLAIN", "--sasl-username", ProxiedListener.user, "--sasl-password-file",
      try temporaryFolder.write("password", Array(ProxiedListener.password.utf8)),
    ]
    // The script gives all brokers the same properties, and each needs an address of its own.
    for (index, listener) in listeners.enumerated() where brokerCount > 1 {
      try kill(broker: index + 1)
      let path = "\(folder)/broker-\(index + 1)/server.properties"
      let properties = try ProjectFiles.read(path) + Array((listener.properties.joined(separator: "\n") + "\n").utf8)
      guard FileManager.default.createFile(atPath: path, contents: Data(properties)) else {
        throw TestSupportError("\(path) cannot be written.")
      }
      try restart(broker: index + 1)
    }
    try WorkerRights(self).grantAll()
  }

  deinit { stop() }

  /// Stops all brokers, orderly where they still can.
  public func stop() {
    let isFirst = isStopped.withLock { isStopped in
      defer { isStopped = true }
      return !isStopped
    }
    guard isFirst else { return }
    _ = try? CompletedProcess.run(Self.script, ["stop", folder])
    for proxy in proxies { proxy.stop() }
    Guardian.shared.release(cluster: folder)
  }

  /// Kills a broker with SIGKILL; brokers are counted from 1.
  public func kill(broker: Int = 1) throws { try script("kill", folder, "\(broker)") }

  /// Starts a broker again and waits until it answers.
  public func restart(broker: Int = 1) throws { try script("restart", folder, "\(broker)") }

  /// Stops a broker in order (SIGTERM): it hands its partitions to others first; waits for its end.
  public func stop(broker: Int) throws {
    let text = String(decoding: try ProjectFiles.read("\(folder)/broker-\(broker)/pid"), as: UTF8.self)
    guard let identifier = Int32(text.filter(\.isNumber)) else {
      throw TestSupportError("Broker \(broker) has no process.")
    }
    _ = Glibc.kill(identifier, SIGTERM)
    guard Pause.until(limit: .seconds(60), { Glibc.kill(identifier, 0) != 0 }) else {
      throw TestSupportError("Broker \(broker) did not stop in order.")
    }
  }

  /// Stops a broker's clock: connections stay, nothing answers.
  public func suspend(broker: Int = 1) throws { try script("suspend", folder, "\(broker)") }

  public func resume(broker: Int = 1) throws { try script("resume", folder, "\(broker)") }

  /// Runs one of Kafka's own tools against the cluster, which takes a JVM's start of two or three seconds.
  @discardableResult
  public func tool(_ name: String, _ arguments: String..., input: String? = nil) throws -> CompletedProcess {
    try tool(name, arguments, input: input)
  }

  @discardableResult
  public func tool(_ name: String, _ arguments: [String], input: String? = nil) throws -> CompletedProcess {
    let result = try CompletedProcess.run(
      Self.script, ["tool", name, "--bootstrap-server", bootstrapServers] + arguments,
      input: input.map { Array($0.utf8) })
    guard result.exitCode == 0 else {
      throw TestSupportError("The tool \(name) failed: \(result.error)\(result.outputText)")
    }
    return result
  }

  private func script(_ arguments: String...) throws {
    let result = try CompletedProcess.run(Self.script, arguments)
    guard result.exitCode == 0 else {
      throw TestSupportError("kafka \(arguments.joined(separator: " ")) failed: \(result.error)")
    }
  }
}
