import Kafka

/// Makes the worker's clients once without a broker, so that what librdkafka refuses of the settings is said before anything is
/// read: an unknown property, a file that is no certificate, a key of another certificate.
public struct ConfigurationTrial {
  private let configuration: WorkerConfiguration

  /// Tries nothing yet.
  public init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// What is wrong, as a sentence; nil if librdkafka takes it all.
  public func refusal() -> String? {
    do throws(KafkaError) {
      let consumer = try Consumer(configuration: lonely(ClientProperties.consumer(configuration)))
      _ = consumer.close(within: .seconds(2))
      let producer = try Producer(
        configuration: lonely(ClientProperties.producer(configuration, limits: TopicLimits())))
      _ = producer.close(within: .seconds(2))
      return nil
    } catch {
      return Self.sentence(error)
    }
  }

  /// Without an address nothing is connected.
  private func lonely(_ properties: ClientConfiguration) -> ClientConfiguration {
    var properties = properties
    properties.remove("bootstrap.servers")
    properties.remove("metadata.broker.list")
    return properties
  }

  /// librdkafka's and OpenSSL's words in those of the settings.
  static func sentence(_ error: KafkaError) -> String {
    let reason = error.reason
    func says(_ words: String...) -> Bool { words.contains { reason.contains($0) } }
    if says("No such configuration property") {
      return "\(error.operation) failed: librdkafka \(LibraryVersion.text) knows no such property"
    }
    if says("key values mismatch") {
      return "ssl-key-location is not the key of ssl-certificate-location"
    }
    if says("bad decrypt", "bad password", "bad decryptor", "maybe wrong password") {
      return "ssl-key-password is not the passphrase of ssl-key-location"
    }
    if says("ssl.ca.location failed") {
      return "ssl-ca-location: the file holds no certificate in PEM form"
    }
    if says("ssl.certificate.location failed") {
      return "ssl-certificate-location: the file holds no certificate in PEM form"
    }
    if says("ssl.key.location failed") {
      return "ssl-key-location: the file holds no private key in PEM form, or needs ssl-key-password"
    }
    return "\(error.operation) failed: \(reason)"
  }
}
