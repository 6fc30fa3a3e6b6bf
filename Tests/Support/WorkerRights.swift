/// The rights of the user as whom workers log in through a proxy.
///
/// A denial outweighs what was granted (Kafka's StandardAuthorizer), so that taking it back leaves everything as it was.
public struct WorkerRights: Sendable {
  /// What may be forbidden.
  public struct Right: Sendable {
    public let operation: String
    /// The kind of resource as the tool names it, such as `--topic`.
    public let kind: String
    public let name: String
    /// Whether the name is a prefix.
    public let isPrefix: Bool

    public init(_ operation: String, _ kind: String, _ name: String, isPrefix: Bool = false) {
      self.operation = operation
      self.kind = kind
      self.name = name
      self.isPrefix = isPrefix
    }

    fileprivate var arguments: [String] {
      ["--operation", operation, kind, name] + (isPrefix ? ["--resource-pattern-type", "prefixed"] : [])
    }
  }

  private let cluster: KafkaCluster
  private static let user = "User:\(ProxiedListener.user)"

  public init(_ cluster: KafkaCluster) { self.cluster = cluster }

  /// Everything that a worker needs, for all topics, groups and transactional ids.
  func grantAll() throws {
    try change(
      "--add", "--allow-principal", Self.user, "--operation", "All", "--topic", "*", "--group", "*",
      "--transactional-id", "*", "--cluster")
  }

  /// Takes a right away; brokers hear of it in their own time.
  public func deny(_ right: Right) throws {
    try change(["--add", "--deny-principal", Self.user] + right.arguments)
  }

  /// Gives back what was taken away.
  public func giveBack(_ right: Right) throws {
    try change(["--remove", "--force", "--deny-principal", Self.user] + right.arguments)
  }

  private func change(_ arguments: String...) throws { try change(arguments) }

  private func change(_ arguments: [String]) throws { try cluster.tool("acls", arguments) }
}
