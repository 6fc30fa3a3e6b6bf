import Foundation
import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `The example files` {
  @Test(arguments: [
    ("deploy/examples/kafka.properties", 3), ("deploy/examples/event-hubs.properties", 1),
    ("deploy/kubernetes/worker.properties", 1),
  ])
  func `are settings that the worker starts with`(_ path: String, _ brokerCount: Int) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    let secrets = [
      "/run/credentials/azure-linux-ecs.service/secrets_sasl-password": "secret\n",
      "/etc/azure-linux-ecs/connection-string":
        "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=b;SharedAccessKey=c=\n",
    ]
    for command in ["run", "check"] {
      let request = product([command, "--config", path], files: [path: text].merging(secrets) { $1 })
      #expect(request.mistakes == [])
      let values = try #require(request.values)
      #expect(values[SettingKey.brokers].count == brokerCount)
      #expect(values[SettingKey.metrics]?.host ?? "127.0.0.1" == "127.0.0.1")
    }
  }

  @Test(arguments: [
    "deploy/systemd/azure-linux-ecs.service", "deploy/systemd/azure-linux-ecs@.service",
    "deploy/kubernetes/stateful-set.yaml", "deploy/compose.yaml",
  ])
  func `supervisors wait longer than stopping may take`(_ path: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    let match = try #require(
      text.firstMatch(of: /(?:TimeoutStopSec=|terminationGracePeriodSeconds: |stop_grace_period: )([0-9]+)/))
    let seconds = try #require(Int(match.1))
    let required = ["run", "--brokers", "k", "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g"]
    let values = try #require(product(required).values)
    #expect(.seconds(seconds) >= values[SettingKey.shutdownTimeout] + .seconds(5))
  }
}
