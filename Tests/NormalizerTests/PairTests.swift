import ECS
import Foundation
import Normalizer
import Testing

/// The `ecs` events, field by field, against those that other projects make of the same records; shares are printed.
@Suite(.enabled(if: Corpus.isThere, "the reference corpus is not beside the project"))
struct PairTests {
  /// A field that is answered otherwise on purpose; ids and fields may end in `*`.
  struct Exception {
    let id: String
    let field: String
    let reason: String

    init(_ field: String, in id: String = "*", _ reason: String) {
      self.id = id
      self.field = field
      self.reason = reason
    }

    func covers(_ id: String, _ field: String) -> Bool { Self.fits(id, self.id) && Self.fits(field, self.field) }

    private static func fits(_ text: String, _ pattern: String) -> Bool {
      pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
    }
  }

  private struct Difference: CustomStringConvertible {
    let id: String
    let field: String
    let text: String
    let expected: EventTree.Value
    let actual: EventTree.Value?
    var description: String {
      "\(id): \(field) is \(actual.map { "\($0)" } ?? "absent"), the other project has \(expected), for \(text)"
    }
  }

  private struct Comparison {
    var equal = 0
    var differences: [Difference] = []
    var byField: [String: (equal: Int, all: Int)] = [:]

    mutating func count(_ field: String, isEqual: Bool) {
      equal += isEqual ? 1 : 0
      let before = byField[field] ?? (0, 0)
      byField[field] = (before.equal + (isEqual ? 1 : 0), before.all + 1)
    }

    func summary(_ name: String) -> String {
      let all = equal + differences.count
      let fields = byField.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.equal)/\($0.value.all)" }
      return "\(name): \(equal) of \(all) fields equal (\(percent(Double(equal) / Double(max(1, all))))): "
        + fields.joined(separator: ", ")
    }
  }

  /// Compares the fields of the other project's events that ECS defines and that `isJudged` takes.
  private func compare(_ name: String, isJudged: (String) -> Bool = { _ in true }) throws -> Comparison {
    let list = try ECSFieldList()
    var normalizer = Normalizer(
      options: NormalizerOptions(format: .ecs, unmatched: .emit), catalogue: try Normalized.catalogue.get())
    var comparison = Comparison()
    for pair in try Pair.all(in: name) {
      let event = try EventTree(try #require(Normalized.all(Array(pair.input.utf8), &normalizer).first).event.utf8)
      for (field, expected) in pair.expected.sorted(by: { $0.key < $1.key })
      where list.fields[field] != nil && !pair.skipped.contains(field) && isJudged(field) {
        let actual = event[field]
        comparison.count(field, isEqual: Self.agree(expected, actual))
        guard !Self.agree(expected, actual) else { continue }
        comparison.differences.append(
          Difference(id: pair.id, field: field, text: pair.text, expected: expected, actual: actual))
      }
    }
    return comparison
  }

  /// Arrays of ECS are sets. A text that a file held has lost the blanks at its ends on the way through syslog.
  private static func agree(_ expected: EventTree.Value, _ actual: EventTree.Value?) -> Bool {
    if let expected = expected.texts, let actual = actual?.texts { return Set(expected) == Set(actual) }
    if let expected = expected.text, let actual = actual?.text {
      return expected.trimmingCharacters(in: .whitespaces) == actual.trimmingCharacters(in: .whitespaces)
    }
    return expected == actual
  }

  /// Expects that every difference is an exception and that every exception is needed.
  private func expect(_ differences: [Difference], coveredBy exceptions: [Exception]) {
    for difference in differences where !exceptions.contains(where: { $0.covers(difference.id, difference.field) }) {
      Issue.record("\(difference)")
    }
    for exception in exceptions where !differences.contains(where: { exception.covers($0.id, $0.field) }) {
      Issue.record("no pair needs the exception for \(exception.field) of \(exception.id): \(exception.reason)")
    }
  }

  // MARK: - Elastic

  /// Where the other project's document tells of its own pipeline and not of the record.
  private static let elasticExceptions = [
    Exception(
      "@timestamp", in: "integrations-syslog-*",
      "their tests run in a made-up zone two hours away; ours is the record's own text"),
    Exception(
      "event.timezone", in: "integrations-syslog-*", "the made-up zone of their tests; our times carry their own"),
    Exception("ecs.version", in: "integrations-syslog-*", "the version their package is pinned to"),
  ]

  @Test(arguments: ["beats-auth", "elastic-syslog"])
  func `the fields of Elastic's documents that come from the record agree`(name: String) throws {
    let ofTheirPipeline = Set(Self.elasticExceptions.map(\.field))
    let all = try compare(name)
    let comparison = try compare(name) { !ofTheirPipeline.contains($0) }
    print(comparison.summary(name))
    expect(all.differences, coveredBy: name == "elastic-syslog" ? Self.elasticExceptions : [])
    #expect(comparison.equal > 40)
    #expect(Double(comparison.equal) >= 0.98 * Double(comparison.equal + comparison.differences.count))
  }

  // MARK: - Sekoia.io

  private static let nameWithDomain =
    "a login name is written as sshd logs it; what stands behind its @ is no peer's host"
  private static let sessionAccount = "the account of a session is user.effective.name; user.name is who opens it"
  private static let sekoiaAddressesAndUsers = [
    Exception("source.address", in: "openssh/accepted_publickey_2.json", nameWithDomain),
    Exception("source.domain", in: "openssh/accepted_publickey_2.json", nameWithDomain),
    Exception("user.name", in: "openssh/accepted_publickey_2.json", nameWithDomain),
    Exception("source.address", in: "openssh/disconnected_user_with_domain.json", nameWithDomain),
    Exception("source.domain", in: "openssh/disconnected_user_with_domain.json", nameWithDomain),
    Exception("user.name", in: "openssh/disconnected_user_with_domain.json", nameWithDomain),
    Exception(
      "user.name", in: "openssh/pam_check_pass.json",
      "`check pass; user unknown` says that the module does not know the user, not that he is called unknown"),
    Exception("user.name", in: "openssh/pam_session_opened.json", sessionAccount),
    Exception("user.name", in: "openssh/pam_session_closed.json", sessionAccount),
  ]

  @Test func `addresses, ports and users of Sekoia's OpenSSH events agree`() throws {
    let comparison = try compare("sekoia-openssh") {
      ["source.ip", "source.port", "source.address", "source.domain", "user.name"].contains($0)
    }
    print(comparison.summary("sekoia-openssh, addresses and users"))
    expect(comparison.differences, coveredBy: Self.sekoiaAddressesAndUsers)
    for field in ["source.ip", "source.port"] {
      let count = try #require(comparison.byField[field])
      #expect(count.equal == count.all && count.all > 10)
    }
  }

  private static let ownVocabulary =
    "Sekoia.io's own choice of category, type and outcome; ours are Elastic's and the ECS guide's"
  private static let sekoiaExceptions = [
    Exception("observer.*", "their intake names the product that it is for; a log line does not"),
    Exception("event.category", ownVocabulary),
    Exception("event.type", ownVocabulary),
    Exception("event.outcome", in: "vmware-esxi/*", "a connection that ends before a login is a failure"),
    Exception("event.action", in: "juniper-ngfw/*", ownVocabulary),
    Exception(
      "event.reason", in: "wallix-bastion/*", "the text itself again; ours is written where something was refused"),
    Exception("event.provider", in: "wallix-bastion/cron.json", "the PAM service; ours is the program that logged"),
    Exception("message", "their input is a line with its syslog header, ours a record whose text begins behind it"),
    Exception("process.user.name", "the account that a command runs as is user.effective.name, as Elastic has it"),
    Exception(
      "user.name", in: "wallix-bastion/sudo.json", "the caller, as Elastic has it; USER= is user.effective.name"),
    Exception("related.user", in: "wallix-bastion/sudo.json", "the caller and the account, both"),
    Exception("user.name", in: "vmware-esxi/AUTH_SESSION_closed.json", sessionAccount),
    Exception("user.name", in: "wallix-bastion/cron.json", sessionAccount),
    Exception("user.name", in: "wallix-bastion/pam_unix_02.json", sessionAccount),
    Exception(
      "@timestamp", in: "vmware-vcenter/command_line.json", "the time of a header that the record does not have"),
  ]
  private static let sekoiaOpenSSHExceptions =
    sekoiaAddressesAndUsers + [
      Exception("observer.*", "their intake names the product that it is for; a log line does not"),
      Exception("event.category", ownVocabulary),
      Exception("event.type", ownVocabulary),
      Exception("event.outcome", ownVocabulary),
      Exception("source.user.name", "user.name again; ECS means the user of the peer's machine, whom no line names"),
      Exception("source.subdomain", "needs a list of public suffixes, which the product has not"),
      Exception("source.registered_domain", "needs a list of public suffixes, which the product has not"),
      Exception("source.top_level_domain", "needs a list of public suffixes, which the product has not"),
      Exception("related.hosts", "without the machine itself, which their pairs do not name"),
      Exception("related.user", "follows user.name"),
      Exception("related.hash", "a key's fingerprint is azure_linux.ssh.signature; it is no hash of a file"),
      Exception("file.hash.sha256", "a key's fingerprint is azure_linux.ssh.signature; it is no hash of a file"),
      Exception("dll.*", "ECS means libraries that a process has loaded; this one could not be, and is file.path"),
      Exception(
        "user.id", "`uid=0` is the id of sshd, not of the user that it asks about; ours is process.real_user.id"),
    ]

  @Test func `Sekoia's OpenSSH events agree but for listed exceptions`() throws {
    let comparison = try compare("sekoia-openssh")
    print(comparison.summary("sekoia-openssh, all fields"))
    expect(comparison.differences, coveredBy: Self.sekoiaOpenSSHExceptions)
  }

  @Test func `Sekoia's events of other products agree but for listed exceptions`() throws {
    // Two lines are of VMware's hostd under sshd's name: gaps.
    let comparison = try compare("sekoia-other")
    print(comparison.summary("sekoia-other, all fields"))
    let ours = comparison.differences.filter { !$0.text.contains("hostd[") }
    expect(ours, coveredBy: Self.sekoiaExceptions)
  }
}
