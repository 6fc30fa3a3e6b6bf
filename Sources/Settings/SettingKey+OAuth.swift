public import CommandLine
import Secrets

extension SettingKey {
  public static let oauthSource = Setting<OAuthSource?>(
    "oauth-source", .optional(.word), default: nil, commands: .reaching, unset: "none",
    help: "Where the tokens of sasl-mechanism OAUTHBEARER come from.",
    detail:
      "file and command read one from oauth-token-file or from what oauth-token-command writes; client-credentials asks "
      + "oauth-token-endpoint for one (RFC 6749, 4.4); workload-identity does so with the token that Azure puts into the "
      + "pod. A token is renewed in time, and what it came from is read again then.")

  public static let oauthTokenFile = Setting<String?>(
    "oauth-token-file", .optional(.file), default: nil, commands: .reaching, unset: "none",
    help: "File with the token, read again at each renewal.")

  public static let oauthTokenCommand = Setting<String?>(
    "oauth-token-command", .optional(.text("a program and its arguments", metavar: "command")), default: nil,
    commands: .reaching, sources: [.environment, .file], unset: "none",
    help: "Program that writes the token to its standard output, with its arguments between blanks.",
    detail:
      "No shell reads it, and it gets no variable AZURE_LINUX_ECS_*. It has ten seconds; what it writes to standard error is not logged."
  )

  public static let oauthTokenEndpoint = Setting<String?>(
    "oauth-token-endpoint", .optional(.text("a URL that begins with https://", metavar: "url")), default: nil,
    commands: .reaching, unset: "Azure's, of the tenant",
    kafkaNames: ["sasl.oauthbearer.token.endpoint.url"],
    help: "URL that gives tokens.",
    detail: "Plain http:// is taken for 127.0.0.1, [::1] and localhost alone.")

  public static let oauthClientID = Setting<String?>(
    "oauth-client-id", .optional(.text("a client's id", metavar: "id")), default: nil, commands: .reaching,
    unset: "AZURE_CLIENT_ID for workload-identity",
    kafkaNames: ["sasl.oauthbearer.client.id"],
    help: "Id of this client at the token endpoint.")

  public static let oauthClientSecret = Setting<Secret?>(
    "oauth-client-secret", .optional(.secret), default: nil, commands: .reaching,
    kafkaNames: ["sasl.oauthbearer.client.secret"],
    help: "Secret of this client at the token endpoint.",
    detail: "Its file is read again at each renewal, so that a new secret needs no restart.")

  public static let oauthScope = Setting<String?>(
    "oauth-scope", .optional(.text("scopes between blanks", metavar: "scope")), default: nil, commands: .reaching,
    unset: "none; of Event Hubs, https://NAMESPACE/.default",
    kafkaNames: ["sasl.oauthbearer.scope"],
    help: "Scope to request.")

  public static let oauthTenant = Setting<String?>(
    "oauth-tenant", .optional(.text("a tenant's id", metavar: "id")), default: nil, commands: .reaching,
    unset: "AZURE_TENANT_ID",
    help: "Tenant in Microsoft Entra ID, where no oauth-token-endpoint is set.")

  public static let oauthFederatedTokenFile = Setting<String?>(
    "oauth-federated-token-file", .optional(.file), default: nil, commands: .reaching,
    unset: "AZURE_FEDERATED_TOKEN_FILE",
    help: "File with the token that workload-identity exchanges, read again at each renewal.")

  public static let oauthCALocation = Setting<String?>(
    "oauth-ca-location", .optional(.file), default: nil, commands: .reaching, unset: "the system's",
    help: "File of the certificate authorities (PEM) that the token endpoint is checked with.")
}

extension SettingTable where Name == WorkerCommand {
  /// The rules between the settings of tokens.
  static let oauthChecks: [SettingCheck] = [
    SettingCheck(of: [SettingKey.saslMechanism, SettingKey.oauthSource]) { values in
      values[SettingKey.oauthSource] != nil && values[SettingKey.saslMechanism] != .oauthBearer
        ? "oauth-source is of no use without sasl-mechanism OAUTHBEARER" : nil
    },
    SettingCheck(of: [
      SettingKey.oauthSource, SettingKey.oauthTokenFile, SettingKey.oauthTokenCommand, SettingKey.oauthTokenEndpoint,
      SettingKey.oauthClientID, SettingKey.oauthClientSecret, SettingKey.oauthTenant,
    ]) { values in
      let hasEndpoint = values[SettingKey.oauthTokenEndpoint] != nil || values[SettingKey.oauthTenant] != nil
      let missing: [String?] =
        switch values[SettingKey.oauthSource] {
        case nil, .workloadIdentity: []
        case .file: [values[SettingKey.oauthTokenFile] == nil ? "oauth-token-file" : nil]
        case .command: [values[SettingKey.oauthTokenCommand] == nil ? "oauth-token-command" : nil]
        case .clientCredentials:
          [
            hasEndpoint ? nil : "oauth-token-endpoint",
            values[SettingKey.oauthClientID] == nil ? "oauth-client-id" : nil,
            values[SettingKey.oauthClientSecret] == nil ? "oauth-client-secret" : nil,
          ]
        }
      let names = missing.compactMap { $0 }
      guard let source = values[SettingKey.oauthSource], !names.isEmpty else { return nil }
      return "oauth-source \(source.rawValue) needs \(wordList(names, or: "and"))"
    },
    SettingCheck(of: [SettingKey.oauthTokenEndpoint]) { values in
      guard let url = values[SettingKey.oauthTokenEndpoint], !EndpointURL.isSafe(url) else { return nil }
      return "oauth-token-endpoint must begin with https://, or secrets would travel unencrypted"
    },
  ]
}

/// Where the tokens of OAUTHBEARER come from.
public enum OAuthSource: String, CaseIterable, Sendable {
  case file
  case command
  case clientCredentials = "client-credentials"
  case workloadIdentity = "workload-identity"
}
