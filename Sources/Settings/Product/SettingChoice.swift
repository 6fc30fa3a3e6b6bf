/// The words that settings choose between; the code that reads them decides what they do.
public enum SettingChoice {
  /// How an event is written.
  public enum Format: String, CaseIterable, Sendable { case sekoia, ecs }

  /// Whose data set events of the format `ecs` belong to.
  public enum Dataset: String, CaseIterable, Sendable {
    case azureLinux = "azure_linux"
    case system
  }

  /// What becomes of `message repeated N times`.
  public enum Repeated: String, CaseIterable, Sendable { case count, expand }

  /// What becomes of a text that no pattern of a known program fits.
  public enum Unmatched: String, CaseIterable, Sendable {
    case deadLetter = "dead-letter"
    case emit
    case both
  }

  /// What becomes of a JSON object that is no syslog record.
  public enum Foreign: String, CaseIterable, Sendable {
    case deadLetter = "dead-letter"
    case skip
  }

  /// What the key of an event is made of.
  public enum EventKey: String, CaseIterable, Sendable { case record, host, resource }

  /// Which Kafka timestamp an event has.
  public enum EventTimestamp: String, CaseIterable, Sendable { case record, now }

  /// What becomes of bytes in a string that are not UTF-8.
  public enum InvalidUTF8: String, CaseIterable, Sendable {
    case replace
    case deadLetter = "dead-letter"
  }

  /// What is repaired in values that are no JSON.
  public enum Repair: String, CaseIterable, Sendable {
    case rawNewlines = "raw-newlines"
    case singleQuotes = "single-quotes"
  }

  /// Where a group without a committed offset begins.
  public enum OffsetReset: String, CaseIterable, Sendable { case earliest, latest, error }

  /// What delivery promises.
  public enum Delivery: String, CaseIterable, Sendable {
    case atLeastOnce = "at-least-once"
    case exactlyOnce = "exactly-once"
  }

  /// How a group shares its partitions out, by Kafka's names.
  public enum Assignor: String, CaseIterable, Sendable {
    case range, roundrobin
    case cooperativeSticky = "cooperative-sticky"
  }

  /// What becomes of a worker that makes no progress.
  public enum OnStall: String, CaseIterable, Sendable { case warn, exit }

  /// The least important log lines that are still written, by swift-log's names.
  public enum LogLevel: String, CaseIterable, Sendable { case trace, debug, info, notice, warning, error, critical }

  /// How log lines are written.
  public enum LogFormat: String, CaseIterable, Sendable { case text, json }

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

  /// A service whose needs are known.
  public enum Profile: String, CaseIterable, Sendable {
    case kafka
    case eventHubs = "event-hubs"
  }

  /// Where the tokens of OAUTHBEARER come from.
  public enum OAuthSource: String, CaseIterable, Sendable {
    case file
    case command
    case clientCredentials = "client-credentials"
    case workloadIdentity = "workload-identity"
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
}
