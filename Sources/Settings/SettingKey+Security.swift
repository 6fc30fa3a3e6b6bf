public import CommandLine

extension SettingKey {
  public static let profile = Setting<Profile>(
    "profile", .word, default: .kafka, commands: .reaching,
    unset: "kafka; event-hubs where a broker's name is one of Event Hubs",
    help: "Service that the brokers are, whose needs are then met.",
    detail:
      "event-hubs sets what Azure Event Hubs need wherever nothing else is set; check shows each value and that it "
      + "comes from the profile.")

  public static let connectionString = Setting<Secret?>(
    "connection-string", .optional(.secret), default: nil, commands: .reaching,
    help: "Connection string of an Event Hubs namespace, to log in with.",
    detail: "brokers, and input where it names an event hub, are taken from it unless they are set.")

  public static let securityProtocol = Setting<SecurityProtocol>(
    "security-protocol", .word, default: .plaintext, commands: .reaching,
    kafkaNames: ["security.protocol"],
    help: "How the connection to the brokers is protected.",
    detail: "ssl encrypts, sasl_plaintext logs in without encryption, sasl_ssl does both.")

  public static let saslMechanism = Setting<SASLMechanism?>(
    "sasl-mechanism", .optional(.word), default: nil, commands: .reaching, unset: "none",
    kafkaNames: ["sasl.mechanism", "sasl.mechanisms"],
    help: "How to log in, with security-protocol sasl_ssl or sasl_plaintext.",
    detail: "SCRAM with today's brokers needs librdkafka 2.6.1 or newer; check says which one is in use.")

  public static let saslUsername = Setting<String?>(
    "sasl-username", .optional(.text("a user name", metavar: "name")), default: nil, commands: .reaching,
    unset: "none",
    kafkaNames: ["sasl.username"],
    help: "User name for PLAIN and SCRAM.")

  public static let saslPassword = Setting<Secret?>(
    "sasl-password", .optional(.secret), default: nil, commands: .reaching,
    kafkaNames: ["sasl.password"],
    help: "Password for PLAIN and SCRAM.")

  public static let sslCALocation = Setting<String?>(
    "ssl-ca-location", .optional(.file), default: nil, commands: .reaching, unset: "the system's",
    kafkaNames: ["ssl.ca.location"],
    help: "File or directory of the certificate authorities (PEM) that brokers are checked with.")

  public static let sslCertificateLocation = Setting<String?>(
    "ssl-certificate-location", .optional(.file), default: nil, commands: .reaching, unset: "none",
    kafkaNames: ["ssl.certificate.location"],
    help: "File with this client's certificate (PEM), for mutual TLS.")

  public static let sslKeyLocation = Setting<String?>(
    "ssl-key-location", .optional(.file), default: nil, commands: .reaching, unset: "none",
    kafkaNames: ["ssl.key.location"],
    help: "File with the private key (PEM) of this client's certificate.")

  public static let sslKeyPassword = Setting<Secret?>(
    "ssl-key-password", .optional(.secret), default: nil, commands: .reaching,
    kafkaNames: ["ssl.key.password"],
    help: "Passphrase of the private key.")
}

extension SettingValues {
  /// A sentence for each setting that gives up a protection that nobody misses until it is needed.
  public var securityWarnings: [String] {
    var warnings: [String] = []
    let usesTLS =
      property("security.protocol")?.lowercased().hasSuffix("ssl") ?? self[SettingKey.securityProtocol].usesTLS
    if let value = property("enable.ssl.certificate.verification"), ["false", "f", "0"].contains(value.lowercased()) {
      warnings.append(
        "enable.ssl.certificate.verification is off: anyone on the way can pass for a broker; "
          + "set ssl-ca-location to the authority that signed the brokers' certificates")
    }
    if usesTLS, property("ssl.endpoint.identification.algorithm")?.lowercased() == "none" {
      warnings.append(
        "ssl.endpoint.identification.algorithm is none: a certificate of any host is taken for a broker's; remove the line"
      )
    }
    if self[SettingKey.securityProtocol].usesSASL, !usesTLS {
      warnings.append(
        "security-protocol sasl_plaintext sends the login over an unencrypted connection: use sasl_ssl")
    }
    return warnings
  }

  /// The files that hold secrets: the settings file where a secret stands in it, and each file that a setting or a property names.
  public var secretFiles: [String] {
    var files = secretOrigins.compactMap { origin -> String? in
      switch origin {
      case .contents(let path, _), .file(let path, _): path
      default: nil
      }
    }
    files += [
      self[SettingKey.oauthTokenFile], self[SettingKey.oauthFederatedTokenFile], self[SettingKey.sslKeyLocation],
      property("ssl.key.location"), property("ssl.keystore.location"), property("sasl.kerberos.keytab"),
      property("sasl.oauthbearer.assertion.file"), property("sasl.oauthbearer.assertion.private.key.file"),
    ].compactMap { $0 }
    return files
  }

  private func property(_ name: String) -> String? { passedProperties.first { $0.name == name }?.value }
}

/// A service whose needs are known.
public enum Profile: String, CaseIterable, Sendable {
  case kafka
  case eventHubs = "event-hubs"
}

/// How the connection is protected, by librdkafka's names.
public enum SecurityProtocol: String, CaseIterable, Sendable {
  case plaintext
  case ssl
  case saslPlaintext = "sasl_plaintext"
  case saslSSL = "sasl_ssl"

  /// Whether the client shows who it is by SASL.
  public var usesSASL: Bool { self == .saslPlaintext || self == .saslSSL }

  /// Whether the connection is encrypted.
  public var usesTLS: Bool { self == .ssl || self == .saslSSL }
}

/// How the client shows who it is, by Kafka's names.
public enum SASLMechanism: String, CaseIterable, Sendable {
  case plain = "PLAIN"
  case scramSHA256 = "SCRAM-SHA-256"
  case scramSHA512 = "SCRAM-SHA-512"
  case oauthBearer = "OAUTHBEARER"
  case gssapi = "GSSAPI"

  /// Whether the mechanism takes a user name and a password.
  public var usesPassword: Bool { self == .plain || self == .scramSHA256 || self == .scramSHA512 }
}
