/// The values that ECS 9 allows for `event.category`, and for each the values of `event.type` that it expects with it.
///
/// Source: `generated/ecs/ecs_flat.yml` of elastic/ecs, tag v9.4.0, `expected_event_types`.
public enum EventVocabulary {
  public static let typesByCategory: [String: [String]] = [
    "api": [
      "access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info", "start", "user",
    ],
    "authentication": ["start", "end", "info"],
    "configuration": ["access", "change", "creation", "deletion", "info"],
    "database": ["access", "change", "info", "error"],
    "driver": ["change", "end", "info", "start"],
    "email": ["info"],
    "file": ["access", "change", "creation", "deletion", "info"],
    "host": ["access", "change", "end", "info", "start"],
    "iam": ["admin", "change", "creation", "deletion", "group", "info", "user"],
    "intrusion_detection": ["allowed", "denied", "info"],
    "library": ["start"],
    "malware": ["info"],
    "network": ["access", "allowed", "connection", "denied", "end", "info", "protocol", "start"],
    "package": ["access", "change", "deletion", "info", "installation", "start"],
    "process": ["access", "change", "end", "info", "start"],
    "registry": ["access", "change", "creation", "deletion"],
    "session": ["start", "end", "info"],
    "threat": ["indicator"],
    "vulnerability": ["info"],
    "web": ["access", "error", "info"],
  ]

  public static let categories: [String] = typesByCategory.keys.sorted()

  public static let types: [String] = [
    "access", "admin", "allowed", "change", "connection", "creation", "deletion", "denied", "device", "end", "error",
    "group", "indicator", "info", "installation", "protocol", "start", "user",
  ]
}
