/// How an event is written down; what was found in the record is the same for both.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// The events of Sekoia.io's Azure Linux intake as published in 2022-07, field for field.
  case sekoia
  /// Elastic Common Schema of the version in `ECSEvent.version`.
  case ecs
}

/// Whose data set the events of the `ecs` format belong to, and where the fields stand that ECS has no name for.
public enum Dataset: String, CaseIterable, Sendable {
  /// The product's own: `azure_linux.syslog`.
  case azureLinux = "azure_linux"
  /// That of Elastic's system integration: `system.auth` for the facilities auth and authpriv, else `system.syslog`.
  case system

  /// The path of a field in the data set.
  func path(_ path: String) -> String {
    guard self == .system, Self.systemRoots.contains(where: path.hasPrefix) else { return path }
    return "system.auth." + path.dropFirst("azure_linux.".count)
  }

  /// What Elastic's integration has fields of its own for.
  private static let systemRoots = ["azure_linux.ssh.", "azure_linux.sudo.", "azure_linux.useradd."]
}
