/// The ECS fields that a pattern may fill, with their types in ECS 9.
///
/// Source: `generated/ecs/ecs_flat.yml` of elastic/ecs, tag v9.4.0. Only what messages about logins, commands, sessions,
/// accounts and services need is listed; fields that the product fills itself (`event.kind`, `log.level`, ...) are not.
public enum FieldTable {
  /// All ECS fields of the table, sorted by path.
  public static let fields: [Field] = byType.flatMap { type, paths in
    paths.map { Field(path: $0, type: type, isOwn: false) }
  }.sorted { $0.path < $1.path }

  /// The short names a pattern can use instead of a path.
  public static let aliases: [String: String] = [
    "user": "user.name",
    "uid": "user.id",
    "gid": "group.id",
    "effective": "user.effective.name",
    "target": "user.target.name",
    "group": "group.name",
    "address": "source.address",
    "port": "source.port",
    "command": "process.command_line",
    "pwd": "process.working_directory",
  ]

  /// Fields whose captures are read otherwise than their type says.
  static let specialKinds: [String: CaptureKind] = [
    "user.name": .user,
    "user.id": .number,
    "group.id": .number,
    "user.effective.name": .user,
    "user.target.name": .user,
    "group.name": .user,
    "source.address": .address,
    "destination.address": .address,
    "source.port": .port,
    "destination.port": .port,
    "process.working_directory": .text,
  ]

  /// The field of a name in a pattern file: an alias, a path of the table, or `.x.y`; nil if it is none.
  public static func field(named name: String) -> Field? {
    if name.utf8.first == UInt8(ascii: ".") {
      return isOwnName(name) ? Field(path: Field.ownRoot + name, type: .keyword, isOwn: true) : nil
    }
    return byPath[aliases[name] ?? name]
  }

  /// A message's end for a name that is none: the nearest known one.
  static func suggestion(for name: String) -> String? {
    if name.utf8.first == UInt8(ascii: ".") {
      return "expected lower case letters, digits and _ between the dots, e.g. .ssh.method"
    }
    let near = nearest(to: name, among: fields.map(\.path) + aliases.keys.sorted())
    return near.map { "did you mean \(quoted($0))?" }
      ?? "expected an ECS field such as user.name, an alias such as user, or a field of our own such as .ssh.method"
  }

  private static func isOwnName(_ name: String) -> Bool {
    let segments = name.utf8.dropFirst().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return segments.allSatisfy { segment in
      segment.first.map { $0 &- 0x61 < 26 } == true
        && segment.allSatisfy { $0 &- 0x61 < 26 || isDigit($0) || $0 == UInt8(ascii: "_") }
    }
  }

  private static let byPath: [String: Field] = Dictionary(uniqueKeysWithValues: fields.map { ($0.path, $0) })

  private static let byType: [(FieldType, [String])] = [
    (
      .keyword,
      [
        "client.address", "client.domain",
        "destination.address", "destination.domain", "destination.mac", "destination.user.name",
        "error.code", "error.id", "error.type",
        "event.action", "event.code", "event.id", "event.reason", "event.reference", "event.url",
        "file.device", "file.directory", "file.extension", "file.gid", "file.group", "file.inode", "file.mode",
        "file.name", "file.owner", "file.path", "file.target_path", "file.type", "file.uid",
        "group.domain", "group.id", "group.name",
        "host.hostname", "host.id", "host.name", "host.type", "host.architecture",
        "host.os.kernel", "host.os.name", "host.os.version", "host.os.full",
        "log.file.path", "log.logger", "log.origin.file.name", "log.origin.function", "log.syslog.msgid",
        "network.application", "network.community_id", "network.direction", "network.name", "network.protocol",
        "network.transport", "network.type", "network.vlan.id",
        "observer.ingress.interface.name", "observer.egress.interface.name",
        "package.architecture", "package.description", "package.name", "package.path", "package.type",
        "package.version",
        "process.entity_id", "process.executable", "process.group.id", "process.group.name", "process.name",
        "process.parent.executable", "process.parent.name", "process.parent.working_directory",
        "process.real_group.id", "process.real_group.name", "process.real_user.id", "process.real_user.name",
        "process.thread.name", "process.title", "process.user.id", "process.user.name",
        "process.working_directory",
        "rule.category", "rule.description", "rule.id", "rule.name", "rule.reference", "rule.ruleset", "rule.uuid",
        "server.address", "server.domain",
        "service.address", "service.id", "service.name", "service.node.name", "service.state", "service.type",
        "service.version",
        "source.address", "source.domain", "source.mac", "source.user.name",
        "tls.cipher", "tls.client.issuer", "tls.client.subject", "tls.curve", "tls.next_protocol",
        "tls.server.issuer", "tls.server.subject", "tls.version", "tls.version_protocol",
        "user.changes.domain", "user.changes.full_name", "user.changes.group.id", "user.changes.group.name",
        "user.changes.id", "user.changes.name",
        "user.domain", "user.effective.domain", "user.effective.full_name", "user.effective.group.id",
        "user.effective.group.name", "user.effective.id", "user.effective.name",
        "user.email", "user.full_name", "user.group.id", "user.group.name", "user.id", "user.name",
        "user.target.domain", "user.target.full_name", "user.target.group.id", "user.target.group.name",
        "user.target.id", "user.target.name",
      ]
    ),
    (.keywordArray, ["user.roles", "user.target.roles", "user.changes.roles", "user.effective.roles"]),
    (.wildcard, ["error.stack_trace", "process.command_line", "process.parent.command_line"]),
    (.matchOnlyText, ["error.message"]),
    (
      .long,
      [
        "client.port", "destination.bytes", "destination.packets", "destination.port", "event.duration",
        "event.sequence", "file.size", "host.uptime", "log.origin.file.line", "network.bytes", "network.packets",
        "package.size", "process.args_count", "process.exit_code", "process.parent.pid", "process.pid",
        "process.thread.id", "process.uptime", "server.port", "source.bytes", "source.packets", "source.port",
      ]
    ),
    (
      .ip,
      [
        "client.ip", "destination.ip", "destination.nat.ip", "network.forwarded_ip", "server.ip", "source.ip",
        "source.nat.ip",
      ]
    ),
  ]
}
