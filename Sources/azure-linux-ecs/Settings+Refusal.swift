import CommandLine
@unsafe @preconcurrency import Glibc
import Settings
import Worker

extension SettingValues {
  /// Why a worker cannot start with these settings, as a sentence; nil if nothing is wrong that can be seen without a broker.
  var refusal: String? {
    workerConfiguration.refusal ?? authorityRefusal ?? unreadableFile
      ?? ConfigurationTrial(workerConfiguration).refusal()
  }

  /// The first file of the TLS settings that this user may not read; OpenSSL would only tell a number.
  private var unreadableFile: String? {
    for setting in [SettingKey.sslCALocation, SettingKey.sslCertificateLocation, SettingKey.sslKeyLocation] {
      guard let path = self[setting] else { continue }
      guard unsafe access(path, R_OK) == 0 else {
        return "\(setting.facts.name): the file \(path) cannot be read: \(SystemError(errno))"
      }
    }
    return nil
  }
}
