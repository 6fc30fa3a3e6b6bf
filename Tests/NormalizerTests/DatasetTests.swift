import ECS
import Normalizer
import Testing

/// `--dataset system`: events as Elastic's system integration writes them.
@Suite struct DatasetTests {
  private func event(_ line: String, _ dataset: Dataset = .system) throws -> EventTree {
    try MeaningTests.event(line, NormalizerOptions(format: .ecs, dataset: dataset))
  }

  @Test(arguments: [
    ("auth", "system.auth"), ("authpriv", "system.auth"), ("daemon", "system.syslog"), ("kern", "system.syslog"),
    ("", "system.syslog"), ("local0", "system.syslog"), ("nonsense", "system.syslog"),
  ])
  func `the facility decides which of the two data sets`(facility: String, dataset: String) throws {
    let line = record("Server listening on :: port 22.").replacing("authpriv", with: facility)
    let event = try event(line)
    #expect(event["event.module"] == .string("system"))
    #expect(event["event.dataset"] == .string(dataset))
    #expect(event["data_stream.dataset"] == .string(dataset))
    #expect(event["data_stream.type"] == .string("logs"))
    #expect(event["data_stream.namespace"] == .string("default"))
  }

  @Test func `the fields of ssh, sudo and useradd stand where the integration has them`() throws {
    let ssh = try event(record("Accepted password for alice from 192.0.2.7 port 22 ssh2"))
    #expect(ssh["system.auth.ssh.event"] == .string("Accepted"))
    #expect(ssh["system.auth.ssh.method"] == .string("password"))
    let sudo = try event(
      record("alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls", program: "sudo"))
    for (name, value) in [("tty", "pts/0"), ("pwd", "/home/alice"), ("user", "root"), ("command", "/bin/ls")] {
      #expect(sudo["system.auth.sudo.\(name)"] == .string(value))
    }
    let user = try event(
      record("new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/sh", program: "useradd"))
    #expect(user["system.auth.useradd.home"] == .string("/home/bob"))
    #expect(user["system.auth.useradd.shell"] == .string("/bin/sh"))
    for event in [ssh, sudo, user] {
      let moved = ["azure_linux.ssh.", "azure_linux.sudo.", "azure_linux.useradd."]
      #expect(!event.leaves.contains { leaf in moved.contains { leaf.path.hasPrefix($0) } })
    }
  }

  @Test func `all other fields are the same in both data sets`() throws {
    for text in ["pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7"] {
      let own = try event(record(text), .azureLinux)
      let system = try event(record(text))
      let differing = ["event.dataset", "event.module"]
      #expect(own["event.dataset"] == .string("azure_linux.syslog") && own["event.module"] == .string("azure_linux"))
      #expect(own["data_stream.dataset"] == nil)
      for leaf in own.leaves where !differing.contains(leaf.path) { #expect(system[leaf.path] == leaf.value) }
    }
  }
}
