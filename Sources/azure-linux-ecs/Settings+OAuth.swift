import CommandLine
@unsafe @preconcurrency import Glibc
import Kafka
import Logging
import OAuth
import Secrets
import Settings

extension SettingValues {
  /// What gets tokens for the clients; nil unless they log in with tokens of a source that is set.
  var tokenProvider: OAuthTokenProvider? {
    guard self[SettingKey.saslMechanism] == .oauthBearer, let source = tokenSource else { return nil }
    let provider = TokenProvider(source)
    return { _ in
      let token = try provider.token()
      return OAuthToken(
        value: token.value, expiryMilliseconds: token.expiryMilliseconds, principal: token.principal)
    }
  }

  private var tokenSource: TokenSource? {
    switch self[SettingKey.oauthSource] {
    case nil: nil
    case .file: .file(self[SettingKey.oauthTokenFile] ?? "")
    case .command: .command((self[SettingKey.oauthTokenCommand] ?? "").split(separator: " ").map(String.init))
    case .clientCredentials: .endpoint(request(self[SettingKey.oauthClientID] ?? "", clientSecret))
    case .workloadIdentity:
      .endpoint(
        request(
          self[SettingKey.oauthClientID] ?? Self.variable("AZURE_CLIENT_ID") ?? "",
          .assertionFile(
            self[SettingKey.oauthFederatedTokenFile] ?? Self.variable("AZURE_FEDERATED_TOKEN_FILE")
              ?? "/var/run/secrets/azure/tokens/azure-identity-token")))
    }
  }

  private var clientSecret: TokenRequest.Credential {
    // From a file it is read at each renewal, so that it may be changed without a restart.
    if case .contents(let path, _) = origin(of: SettingKey.oauthClientSecret) { return .secretFile(path) }
    return .secret(self[SettingKey.oauthClientSecret]?.revealed() ?? "")
  }

  private func request(_ clientID: String, _ credential: TokenRequest.Credential) -> TokenRequest {
    TokenRequest(
      url: self[SettingKey.oauthTokenEndpoint] ?? entraEndpoint, clientID: clientID, credential: credential,
      scope: self[SettingKey.oauthScope], authorities: self[SettingKey.oauthCALocation])
  }

  /// Microsoft Entra ID's endpoint of the tenant; the variables are those that Azure's workload identity webhook sets.
  private var entraEndpoint: String {
    let host = Self.variable("AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com/"
    let tenant = self[SettingKey.oauthTenant] ?? Self.variable("AZURE_TENANT_ID") ?? "organizations"
    return EndpointURL.entra(authority: host, tenant: tenant)
  }

  /// Why the variable's authority is not asked; nil where it is safe or not used.
  var authorityRefusal: String? {
    guard tokenProvider != nil, self[SettingKey.oauthTokenEndpoint] == nil,
      self[SettingKey.oauthSource] == .workloadIdentity || self[SettingKey.oauthSource] == .clientCredentials,
      !EndpointURL.isSafe(entraEndpoint)
    else { return nil }
    return "AZURE_AUTHORITY_HOST must begin with https://, or secrets would travel unencrypted"
  }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}

extension SettingValues {
  /// Says at the start which service the brokers are taken for, and which secrets lie open.
  func logSecurity(_ logger: Logger) {
    if self[SettingKey.profile] == .eventHubs {
      logger.info(
        "profile event-hubs is on", metadata: ["because": "\(origin(of: SettingKey.profile))"])
      if self[SettingKey.commitInterval] < .milliseconds(250) {
        logger.warning("commit-interval is shorter than Event Hubs allow: four commits a second and partition")
      }
    }
    for warning in securityWarnings + secretFileWarnings + certificateWarnings { logger.warning("\(warning)") }
  }

  /// A sentence for each file with a secret that every user of the machine may read.
  var secretFileWarnings: [String] {
    let paths = secretFiles
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted && SecretFile.isReadableByAll($0) }.map {
      "every user of this machine may read \($0), which holds a secret: chmod o-r it"
    }
  }
}
