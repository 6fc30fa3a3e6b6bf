import CommandLine
import Logging
import Secrets
import Settings

/// What the file of this client's certificate says.
extension SettingValues {
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

  /// What stands in a file; nil for what is no ordinary one: a folder of authorities, a pipe that can be read only once.
  private static func certificates(in path: String) -> Result<CertificateFile?, SystemError> {
    InputFile.open(path).flatMap { file in
      guard let byteCount = file.byteCount, byteCount <= byteLimit else { return .success(nil) }
      return file.readAll().map { CertificateFile(String(decoding: $0, as: UTF8.self)) }
    }
  }

  private static let byteLimit = 16 << 20
}
