import Base
import CommandLine
@unsafe @preconcurrency import Glibc
import Kafka
import Logging
import Patterns
import Settings
import Synchronization
import Worker

/// `demo`: the real worker over the project's fixtures, on a Kafka inside this process (librdkafka's mock cluster).
struct DemoCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 { values.withCatalogue { run(with: $0) } }

  private func run(with catalogue: Catalogue) -> Int32 {
    do throws(KafkaError) {
      let cluster = try MockCluster(brokerCount: 1)
      let isPrompt = cluster.setGroupDelay(.zero)
      let demo = Demo(values: values, catalogue: catalogue, bootstrapServers: cluster.bootstrapServers)
      try demo.createTopics(cluster)
      try demo.produceFixtures()
      if !isPrompt {
        Output.standard.write("the group waits three seconds for other members, as Kafka's do at first\n")
        Output.standard.flush()
      }
      let outcome = try demo.runWorker()
      guard case .drained = outcome else {
        Output.error.write("Error: the worker ended early: \(outcome)\n")
        return outcome.exitCode
      }
      let isAsExpected = try demo.report()
      DemoStory(values: values, catalogue: catalogue).tell()
      if values[SettingKey.keepRunning] { keepRunning(cluster) }
      return isAsExpected ? ExitCode.success.rawValue : ExitCode.finding.rawValue
    } catch {
      Output.error.write("Error: \(error)\n")
      return ExitCode.failure.rawValue
    }
  }

  private func keepRunning(_ cluster: borrowing MockCluster) -> Never {
    Output.standard.write(
      """

      Kafka stays up at \(cluster.bootstrapServers). Look in with
        kcat -b \(cluster.bootstrapServers) -C -e -t events
        kcat -b \(cluster.bootstrapServers) -C -e -t dead-letters -f '%h\\n%s\\n'
      Ctrl-C ends it.

      """)
    Output.standard.flush()
    // The signal's default action ends it.
    while true { pause() }
  }
}
