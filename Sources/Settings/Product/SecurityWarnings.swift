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
