extension SettingKey {
  public static let profile = Setting<SettingChoice.Profile>(
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

  public static let securityProtocol = Setting<SettingChoice.SecurityProtocol>(
    "security-protocol", .word, default: .plaintext, commands: .reaching,
    kafkaNames: ["security.protocol"],
    help: "How the connection to the brokers is protected.",
    detail: "ssl encrypts, sasl_plaintext logs in without encryption, sasl_ssl does both.")

  public static let saslMechanism = Setting<SettingChoice.SASLMechanism?>(
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
