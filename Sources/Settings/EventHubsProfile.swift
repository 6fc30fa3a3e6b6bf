import CommandLine

/// What Azure Event Hubs need of a Kafka client, filled in wherever nothing else is set.
///
/// The values are those of Microsoft's "Apache Kafka client configurations" and "Event Hubs quotas and limits".
enum EventHubsProfile {
  /// The names of namespaces end so in Azure, Azure Government and Azure in China.
  static let domains = [
    ".servicebus.windows.net", ".servicebus.usgovcloudapi.net", ".servicebus.chinacloudapi.cn",
  ]
  private static let port: UInt16 = 9093
  private static let userName = "$ConnectionString"

  static func isNamespace(_ host: String) -> Bool {
    let host = host.lowercased()
    return domains.contains { host.hasSuffix($0) || host.hasSuffix($0 + ".") }
  }

  /// Returns sentences for what does not go together; none of them holds a word of the connection string.
  static func apply(to values: inout SettingValues) -> [String] {
    guard values.takes(SettingKey.profile) else { return [] }
    var sentences: [String] = []
    if let secret = values[SettingKey.connectionString] {
      do throws(ConnectionString.Problem) {
        take(try ConnectionString(secret.revealed()), into: &values)
      } catch {
        return ["\(values.origin(of: SettingKey.connectionString)): the connection string \(error.sentence)"]
      }
      values.derive(SettingKey.profile, .eventHubs, because: "connection-string is set")
    }
    if let host = values[SettingKey.brokers].map(\.host).first(where: isNamespace) {
      values.derive(SettingKey.profile, .eventHubs, because: "the broker's name \(host)")
    }
    guard values[SettingKey.profile] == .eventHubs else {
      return values[SettingKey.connectionString] == nil
        ? [] : ["connection-string is of no use with profile kafka; set profile to event-hubs, or neither"]
    }
    if let broker = values[SettingKey.brokers].first(where: { isNamespace($0.host) && $0.port == 9092 }) {
      sentences.append("Event Hubs listen for Kafka on port \(port): set brokers to \(broker.host):\(port)")
    }
    if values[SettingKey.connectionString] != nil, values[SettingKey.saslPassword] != nil {
      sentences.append("connection-string and sasl-password contradict each other; keep one of them")
    }
    logIn(&values)
    meetNeeds(&values)
    return sentences
  }

  private static func take(_ string: ConnectionString, into values: inout SettingValues) {
    let reason = "connection-string"
    values.derive(SettingKey.brokers, [HostPort(host: string.host, port: port)], because: reason)
    // A hub's name may hold what a topic's may not; then it is no topic that could be meant.
    if let entity = string.entity, case .success(let topic) = ValueType.topicName.read(entity) {
      values.derive(SettingKey.input, topic, because: reason)
    }
  }

  private static let reason = "profile event-hubs"

  private static func logIn(_ values: inout SettingValues) {
    values.derive(SettingKey.securityProtocol, .saslSSL, because: reason)
    guard values[SettingKey.securityProtocol].usesSASL else { return }
    let usesTokens = values[SettingKey.oauthSource] != nil && values[SettingKey.connectionString] == nil
    values.derive(SettingKey.saslMechanism, usesTokens ? .oauthBearer : .plain, because: reason)
    switch values[SettingKey.saslMechanism] {
    case .plain:
      values.derive(SettingKey.saslUsername, userName, because: reason)
      if let secret = values[SettingKey.connectionString] {
        values.derive(SettingKey.saslPassword, secret, because: "connection-string")
      }
    case .oauthBearer:
      if let host = values[SettingKey.brokers].first?.host {
        values.derive(SettingKey.oauthScope, "https://\(host)/.default", because: reason)
      }
    default: break
    }
  }

  private static func meetNeeds(_ values: inout SettingValues) {
    values.derive(SettingKey.sessionTimeout, .seconds(30), because: reason)
    // At most four commits a second and partition are taken; a transaction's offsets count as one.
    values.derive(SettingKey.commitInterval, .seconds(1), because: reason)
    values.derive(SettingKey.transactionInterval, .seconds(1), because: reason)
    let properties: [(name: String, value: String, aliases: [String])] = [
      // A connection that was silent for 240 s is closed without a word; both keep it from being silent so long.
      ("metadata.max.age.ms", "180000", []),
      ("topic.metadata.refresh.interval.ms", "180000", []),
      ("socket.keepalive.enable", "true", []),
      // An answer may take longer than 20 s when the namespace is throttled.
      ("request.timeout.ms", "60000", []),
      // A request of 1 MB or more closes the connection.
      ("message.max.bytes", "1000000", []),
      // Only the upper tiers take any, and gzip alone.
      ("compression.codec", "none", ["compression.type"]),
    ]
    for property in properties {
      values.derive(property: property.name, property.value, or: property.aliases, because: reason)
    }
  }
}

/// The parts of an Event Hubs connection string that settings follow from; the key stays inside the whole text.
struct ConnectionString {
  let host: String
  let entity: String?

  /// What is wrong with a text, without a word of the text.
  struct Problem: Error { let sentence: String }

  /// Reads `Endpoint=sb://HOST/;SharedAccessKeyName=NAME;SharedAccessKey=KEY[;EntityPath=HUB]`, names in any case.
  init(_ text: String) throws(Problem) {
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw Problem(sentence: "holds a line break or another control character; it is one line")
    }
    var parts: [String: String] = [:]
    for part in text.split(separator: ";") {
      // A key ends with "=" signs of its own.
      guard let separator = part.firstIndex(of: "=") else {
        throw Problem(sentence: "has a part without \"=\"; copy it whole: Endpoint=sb://...;SharedAccessKeyName=...")
      }
      let name = part[..<separator].lowercased().filter { $0 != " " }
      guard parts.updateValue(String(part[part.index(after: separator)...]), forKey: name) == nil else {
        throw Problem(sentence: "has a part twice; copy it whole, once")
      }
    }
    guard let endpoint = parts["endpoint"] else {
      throw Problem(sentence: "has no Endpoint=; copy it whole: Endpoint=sb://...;SharedAccessKeyName=...")
    }
    for name in ["SharedAccessKeyName", "SharedAccessKey"] where parts[name.lowercased()]?.isEmpty ?? true {
      throw Problem(
        sentence: "has no \(name)=; a signature (SharedAccessSignature) is not accepted by the Kafka endpoint")
    }
    guard endpoint.lowercased().hasPrefix("sb://") else {
      throw Problem(sentence: "has an Endpoint that does not begin with sb://")
    }
    host = String(endpoint.dropFirst(5).prefix { $0 != "/" && $0 != ":" })
    let isHost = host.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E
    }
    guard !host.isEmpty, isHost else { throw Problem(sentence: "has no host name behind Endpoint=sb://") }
    entity = parts["entitypath"].flatMap { $0.isEmpty ? nil : $0 }
  }
}
