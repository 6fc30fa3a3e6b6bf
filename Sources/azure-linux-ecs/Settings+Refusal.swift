import Settings
import Worker

extension SettingValues {
  /// Why a worker cannot start with these settings, as a sentence; nil if nothing is wrong that can be seen without a broker.
  var refusal: String? { workerConfiguration.refusal ?? authorityRefusal }
}
