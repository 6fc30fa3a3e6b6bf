import Logging
import Secrets
import Settings

/// Looks into the files of certificates before librdkafka does, whose errors are OpenSSL's codes.
extension SettingValues {
  /// Why a file of TLS cannot be used, as a sentence; nil if none is set or all are what they should be.
  var tlsFileRefusal: String? {
    if let path = self[SettingKey.sslCALocation], path != "probe" {
      if let sentence = Self.fault(path, "ssl-ca-location", "certificate", \.hasCertificate) { return sentence }
    }
    if let path = self[SettingKey.sslCertificateLocation] {
      if let sentence = Self.fault(path, "ssl-certificate-location", "certificate", \.hasCertificate) {
        return sentence
      }
    }
    if let path = self[SettingKey.sslKeyLocation] {
      if let sentence = Self.fault(path, "ssl-key-location", "private key", \.hasPrivateKey) { return sentence }
    }
    return nil
  }

  /// When this client's certificate ends, in seconds since 1970.
  var certificateEnd: Int64? {
    guard let path = self[SettingKey.sslCertificateLocation] else { return nil }
    return try? Self.certificates(in: path).get()?.end
  }

  /// A sentence about this client's certificate if it has ended or soon will.
  var certificateWarnings: [String] {
    guard let path = self[SettingKey.sslCertificateLocation], let end = certificateEnd else { return [] }
    let now = WallTime.now().milliseconds / 1000
    guard end < now + 30 * 86_400 else { return [] }
    let date = WallTime(milliseconds: end * 1000).rfc3339
    let when = end < now ? "has ended at \(date)" : "ends at \(date), in \((end - now) / 86_400) days"
    return ["the certificate in \(path) \(when): put a new one there and start again"]
  }

  private static func fault(
    _ path: String, _ setting: String, _ what: String, _ holds: (CertificateFile) -> Bool
  ) -> String? {
    switch certificates(in: path) {
    case .failure(let error): return "The file \(path) of \(setting) cannot be read: \(error)"
    case .success(let file):
      return file.map(holds) != false
        ? nil : "The file \(path) of \(setting) holds no \(what) in PEM (-----BEGIN ...-----): give it one that does"
    }
  }

  /// What stands in a file; nil for what is no ordinary one: a folder of authorities, a pipe that can be read only once.
  private static func certificates(in path: String) -> Result<CertificateFile?, SystemError> {
    InputFile.open(path).flatMap { file in
      guard let byteCount = file.byteCount, byteCount <= byteLimit else { return .success(nil) }
      return file.readAll().map { CertificateFile(String(decoding: $0, as: UTF8.self)) }
    }
  }

  private static let byteLimit = 16 << 20
}
