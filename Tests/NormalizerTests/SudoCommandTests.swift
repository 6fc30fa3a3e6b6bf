import ECS
import Normalizer
import Testing

/// Whom and what a command concerns that sudo ran.
@Suite struct SudoCommandTests {
  private func event(_ command: String) throws -> EventTree {
    try MeaningTests.event(
      record("alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=\(command)", program: "sudo"))
  }

  private static let paths = [
    "service.name", "user.target.name", "user.target.id", "user.changes.name", "user.changes.id", "group.name",
    "group.id",
  ]

  private func subject(_ command: String) throws -> [String: String] {
    let event = try event(command)
    var found: [String: String] = [:]
    for path in Self.paths { found[path] = event[path]?.text }
    return found
  }

  @Test(arguments: [
    ("/usr/bin/systemctl restart nginx", "nginx"), ("/bin/systemctl stop nginx.service", "nginx"),
    ("/usr/bin/systemctl --now enable user@1000.service", "user@1000"),
    ("/usr/sbin/service ssh restart", "ssh"),
  ])
  func `a service is named`(command: String, service: String) throws {
    #expect(try subject(command) == ["service.name": service])
    #expect(try event(command)["event.category"] == .array([.string("process")]))
  }

  @Test(arguments: [
    ("/usr/sbin/useradd bob", ["user.target.name": "bob"]),
    ("/usr/sbin/useradd -m -s /bin/bash bob", ["user.target.name": "bob"]),
    ("/usr/sbin/useradd -rm -u 1001 svc", ["user.target.name": "svc", "user.target.id": "1001"]),
    ("/usr/sbin/useradd --uid=1001 svc", ["user.target.name": "svc", "user.target.id": "1001"]),
    ("/usr/sbin/useradd -r -s /sbin/nologin -d /var/lib/x svc$", ["user.target.name": "svc$"]),
    ("/sbin/usermod -aG wheel bob", ["user.target.name": "bob", "group.name": "wheel"]),
    ("/sbin/usermod -a -G wheel,adm bob", ["user.target.name": "bob"]),
    ("/sbin/usermod -l robert bob", ["user.target.name": "bob", "user.changes.name": "robert"]),
    ("/sbin/usermod -u 1002 bob", ["user.target.name": "bob", "user.changes.id": "1002"]),
    ("/sbin/usermod -L bob", ["user.target.name": "bob"]),
    ("/usr/bin/passwd root", ["user.target.name": "root"]),
    ("/usr/bin/passwd -l bob", ["user.target.name": "bob"]),
    ("/sbin/userdel -r bob", ["user.target.name": "bob"]),
    ("/usr/bin/chage -M -1 bob", ["user.target.name": "bob"]),
    ("/usr/sbin/adduser bob sudo", ["user.target.name": "bob", "group.name": "sudo"]),
    ("/sbin/groupadd -g 2000 staff", ["group.name": "staff", "group.id": "2000"]),
    ("/usr/bin/gpasswd -a bob docker", ["user.target.name": "bob", "group.name": "docker"]),
    ("/usr/sbin/groupdel staff", ["group.name": "staff"]),
  ])
  func `the account and the group are named`(command: String, expected: [String: String]) throws {
    #expect(try subject(command) == expected)
    let event = try event(command)
    let users = Set(
      ["alice", "root"] + Self.paths.filter { $0.hasSuffix("e") && $0.hasPrefix("user") }.compactMap { expected[$0] })
    #expect(Set(event["related.user"]?.texts ?? []) == users)
  }

  @Test(arguments: [
    // Shown, and not changed; or without a name.
    "/usr/bin/chage -l bob", "/usr/bin/passwd -S bob", "/usr/bin/passwd", "/usr/sbin/chpasswd",
    "/usr/bin/systemctl daemon-reload", "/usr/bin/systemctl", "/usr/bin/systemctl restart",
    // Several, or a pattern.
    "/usr/bin/systemctl restart nginx php-fpm", "/usr/bin/systemctl stop ssh*", "/usr/bin/systemctl start x.timer",
    "/usr/sbin/useradd bob carol", "/usr/sbin/service --status-all",
    // Options that are not known, or of another root.
    "/usr/sbin/useradd -x bob", "/usr/sbin/useradd --uids 7 bob", "/usr/sbin/useradd -R /mnt bob",
    "/usr/sbin/useradd -u1001 bob", "/usr/sbin/useradd -D -s /bin/sh", "/usr/sbin/useradd -su 7 bob",
    "/usr/bin/systemctl --user-x restart nginx", "/usr/bin/systemctl -M box restart nginx",
    // A program of the same name elsewhere, or none of the system's.
    "/tmp/useradd bob", "useradd bob", "/usr/local/sbin/useradd bob", "/usr/sbin/../../tmp/useradd bob",
    "/bin/echo /usr/sbin/useradd bob",
    // Words that cannot be told apart.
    "/usr/sbin/useradd  bob", "/usr/sbin/useradd -c \"x\" bob", "/usr/sbin/useradd #040bob",
    "/usr/sbin/usermod -e " + String(repeating: "1", count: 600) + " bob",
    "/bin/sh -c /usr/sbin/useradd bob", "/usr/sbin/useradd " + String(repeating: "-m ", count: 20) + "bob",
  ])
  func `nothing is told where the words do not say it for certain`(command: String) throws {
    #expect(try subject(command) == [:])
  }

  /// What one argument with blanks in it can make of the line: the account that the tool works on must not be another.
  @Test(arguments: [
    // useradd -c "foo bob -d" mallory
    "/usr/sbin/useradd -c foo bob -d mallory",
    // useradd -c "x -d" mallory -c "y bob"
    "/usr/sbin/useradd -c x -d mallory -c y bob",
    // useradd mallory -c "-m bob"
    "/usr/sbin/useradd mallory -c -m bob",
  ])
  func `an argument with blanks forges no account`(command: String) throws {
    #expect(try subject(command)["user.target.name"] == nil)
  }

  @Test func `the rest of a long command is no command`() throws {
    let event = try MeaningTests.event(
      record("alice : (command continued) /usr/sbin/useradd bob", program: "sudo"))
    #expect(event["event.action"] == .string("sudo-command-continued"))
    #expect(event["user.target.name"] == nil)
  }

  @Test func `an argument with blanks forges no number`() throws {
    // useradd -c "x -u 0" mallory
    let forged = try subject("/usr/sbin/useradd -c x -u 0 mallory")
    #expect(forged == ["user.target.name": "mallory"])
  }
}
