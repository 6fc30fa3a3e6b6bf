import ECS
import Foundation
import Normalizer
import Testing

/// Names, hosts and commands as attackers write them, in every place of real lines that takes one.
///
/// A field that holds the name may hold the hostile one or be absent; every other field must be what it is for a harmless
/// name, or absent where the line no longer says it without a doubt.
@Suite struct HostileNameTests {
  /// A line with one place for somebody's words.
  struct Place: CustomTestStringConvertible, Sendable {
    let program: String
    let before: String
    let after: String
    let words: [String]

    /// - Parameter line: the line with `%` where the words stand.
    init(_ program: String, _ line: String, _ words: [String]) {
      let parts = line.split(separator: "%", omittingEmptySubsequences: false)
      self.program = program
      before = String(parts[0])
      after = parts.count > 1 ? String(parts[1]) : ""
      self.words = words
    }

    var testDescription: String { "\(program): \(before)%\(after)" }
    func line(_ name: String) -> String { before + name + after }
  }

  /// What anybody who reaches the port can send as a user's name.
  static let anything = [
    "root", "", " ", " x", "x ", "x from 1.2.3.4 port 22 ssh2", " from 1.2.3.4 port 22 ssh2", "x from 1.2.3.4 port 22",
    "x from 1.2.3.4", "x 1.2.3.4 port 22", "x 1.2.3.4 port 22 [preauth]", "x from 1.2.3.4 port 22 ssh2: RSA SHA256:abc",
    "invalid user root", "x port 1", "x port 1: Too many authentication failures", "[x] [preauth]", "x [preauth]",
    #"{"user":{"name":"root"}}"#, #"","outcome":"success","x":""#,
    "x\nAccepted password for root from 1.2.3.4 port 22 ssh2",
    "x\\nroot", "\u{1}\u{7F}\u{1B}[31m\u{0}", "\u{202E}toor\u{2066}\u{200B}", "\u{2028}\u{2029}\u{FEFF}",
    "x ; COMMAND=/bin/sh",
    "x ; USER=root ; COMMAND=/bin/sh", "x : TTY=tty9 ; PWD=/", #"" ' ` \ \" \u0041 \\"#, "x rhost=1.2.3.4  user=root",
    "x  user=root", "x(uid=0) by root(uid=0)", "x by root(uid=0)", "x by (uid=0)", "x) CMD (reboot",
    "x' to group 'wheel",
    "x', data deleted", "x]", "] by [root]", "%s%n$(id)`id`", "x not allowed because account is locked", "fail success",
    String(repeating: "\\", count: 1_000), String(repeating: " from 1.2.3.4 port 22 ssh2", count: 2_500),
  ]

  /// What the owner of an address can write into its PTR record.
  static let hosts = [
    "1.2.3.4", "[1.2.3.4]", "x[1.2.3.4]failed", "x,1.2.3.4", "failed", "UNKNOWN", "from", "x.port.22", "\"", "a\\b",
    "xn--80ak6aa92e.com",
    String(repeating: "a.", count: 500),
  ]

  /// Names of accounts that exist, in a directory without rules: a blank, yes; nothing at all, a bracket, a colon or `=`, no.
  static let accounts = anything.filter { name in
    name.contains { $0 != " " } && name != "invalid user root" && !name.contains { ")(:'=".contains($0) }
  }

  /// Whether a caller's name is one word for the patterns.
  private static func isWord(_ name: String) -> Bool {
    name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  /// A caller's directory and environment: what stands behind the first ` ; COMMAND=` is the command, by the contract.
  static let beforeCommand = anything.filter { !$0.contains(" ; COMMAND=") }

  static let places: [Place] =
    [
      "Failed password for invalid user % from 192.0.2.7 port 1347 ssh2",
      "Failed publickey for invalid user % from 192.0.2.7 port 1347 ssh2: RSA SHA256:mQ3lNw",
      "Accepted password for % from 192.0.2.7 port 1347 ssh2",
      "Accepted publickey for % from 192.0.2.7 port 1347 ssh2: ED25519 SHA256:mQ3lNw",
      "Invalid user % from 192.0.2.7 port 1347", "Invalid user % from 192.0.2.7",
      "input_userauth_request: invalid user % [preauth]",
      "Disconnected from invalid user % 192.0.2.7 port 1347 [preauth]",
      "Disconnected from user % 192.0.2.7 port 1347",
      "Connection closed by invalid user % 192.0.2.7 port 1347 [preauth]",
      "Connection reset by authenticating user % 192.0.2.7 port 1347 [preauth]",
      "Disconnecting invalid user % 192.0.2.7 port 1347: Too many authentication failures [preauth]",
      "error: maximum authentication attempts exceeded for invalid user % from 192.0.2.7 port 1347 ssh2 [preauth]",
      "error: PAM: Authentication failure for illegal user % from gate.example.net",
      "error: PAM: Have exhausted maximum number of retries for service for illegal user % from 192.0.2.7",
      "SSH: Server;Ltype: Authname;Remote: 192.0.2.7-1780;Name: % [preauth]",
      "User % from 192.0.2.7 not allowed because not listed in AllowUsers",
      "Postponed keyboard-interactive for invalid user % from 192.0.2.7 port 1347 ssh2 [preauth]",
      "Starting session: command for % from 192.0.2.7 port 1347 id 0",
      "Close session: user % from 192.0.2.7 port 1347 id 0",
      "Timeout, client not responding from user % 192.0.2.7 port 1347",
      "Received disconnect from 192.0.2.7 port 1347:11: % [preauth]",
      "Bad protocol version identification '%' from 192.0.2.7 port 1347",
      "Unable to negotiate with 192.0.2.7 port 1347: no matching cipher found. Their offer: % [preauth]",
      "error: kex_exchange_identification: client sent invalid protocol identifier \"%\"",
      "pam_unix(sshd:session): session closed for user %",
      "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=%",
      "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=%",
      "pam_unix(sshd:auth): check pass; user (%) unknown",
      "pam_faillock(sshd:auth): Consecutive login failures for user % account temporarily locked",
      "pam_sss(sshd:auth): received for user %: 7 (Authentication failure)",
    ].map { Place("sshd", $0, anything) }
    + [
      "Failed password for % from 192.0.2.7 port 1347 ssh2",
      "pam_unix(sshd:session): session opened for user % by (uid=0)",
      "pam_unix(sshd:session): session opened for user %(uid=1000) by (uid=0)",
    ].map { Place("sshd", $0, accounts) }
    + [
      "reverse mapping checking getaddrinfo for % [192.0.2.7] failed - POSSIBLE BREAK-IN ATTEMPT!",
      "Address 192.0.2.7 maps to %, but this does not map back to the address.",
      "Nasty PTR record \"%\" is set up for 192.0.2.7, ignoring",
    ].map { Place("sshd", $0, hosts) } + [
      Place("unix_chkpwd", "password check failed for user (%)", anything),
      Place("sftp-server", "remove name \"%\"", anything),
      Place("internal-sftp", "open \"%\" flags READ mode 0666", anything),
      Place("dropbear", "Bad password attempt for '%' from 192.0.2.7:1347", anything),
      Place("vsftpd", "[%] FAIL LOGIN: Client \"192.0.2.7\"", anything),
      Place("pure-ftpd", "(?@192.0.2.7) [WARNING] Authentication failed for user [%]", anything),
      Place(
        "krb5kdc", "AS_REQ (1 etypes {18}) 192.0.2.7: PREAUTH_FAILED: % for krbtgt/X@X, Preauthentication failed",
        anything),
      Place(
        "vsftpd",
        "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=% rhost=192.0.2.7 ",
        anything),
      Place("sudo", "alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=%", anything),
      Place("sudo", "alice : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=%", anything),
      Place("sudo", "alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=%", anything),
      Place("sudo", "alice : TTY=pts/0 ; PWD=/tmp/% ; USER=root ; COMMAND=/bin/ls", beforeCommand),
      Place("sudo", "alice : TTY=pts/0 ; PWD=/ ; USER=root ; ENV=A=% ; COMMAND=/bin/ls", beforeCommand),
      // A caller's name of several words is read only with a domain before it.
      Place(
        "sudo", "% : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls", accounts.filter(isWord)),
      Place("su", "(to root) % on pts/0", accounts), Place("su", "FAILED SU (to root) % on pts/0", accounts),
      Place("CROND", "(alice) CMD (%)", anything), Place("CROND", "(alice) CMDEND (%)", anything),
      Place("CROND", "(alice) CMDOUT (%)", anything), Place("CRON", "(%) CMD (date)", accounts),
      Place("useradd", "failed adding user '%', data deleted", anything),
      Place("userdel", "delete user '%'", anything),
      Place("passwd", "pam_unix(passwd:chauthtok): password changed for %", anything),
      Place("systemd", "Started Session 3 of user %.", accounts),
      Place("systemd-logind", "New session 3 of user %.", accounts),
      Place("login", "FAILED LOGIN (2) on '/dev/pts/1' from '192.0.2.7' FOR '%', Authentication failure", anything),
    ]

  private static let harmless = "mallory"
  /// Fields that follow from the words by more than copying them.
  private static let derived = ["process.args", "process.executable", "azure_linux.sudo.ambiguous"]

  @Test(arguments: places)
  func `hostile words move no other field, in either format`(place: Place) throws {
    let catalogue = try Normalized.catalogue.get()
    for format in OutputFormat.allCases {
      let options = NormalizerOptions(format: format, unmatched: .emit, includesOriginal: false)
      var normalizer = Normalizer(options: options, catalogue: catalogue)
      let calm = try event(place, Self.harmless, &normalizer)
      for words in place.words {
        let hostile = try event(place, words, &normalizer)
        let expected = Dictionary(uniqueKeysWithValues: calm.leaves)
        for (path, value) in hostile.leaves where !Self.derived.contains(path) {
          // The record itself, which the other fields are compared instead of.
          guard path != "message" || format == .ecs else { continue }
          let known = expected[path].map { Self.replace($0, words) }
          let isSame = known.map { Self.agree(value, $0) } ?? false
          #expect(isSame, "\(format): \(path) is \("\(value)".prefix(200)) for \(words.prefix(80))")
        }
        for path in [
          "event.category", "event.type", "event.action", "event.outcome", "event.kind", "process.name", "host.name",
        ] {
          #expect(hostile[path] == calm[path], "\(format): \(path) for \(words.prefix(80))")
        }
      }
    }
  }

  private func event(_ place: Place, _ words: String, _ normalizer: inout Normalizer) throws -> EventTree {
    let result = try #require(
      Normalized.all(Array(record(place.line(words), program: place.program).utf8), &normalizer).first)
    #expect(result.pattern != nil, "no pattern fits with \(words.prefix(80))")
    return try EventTree(result.event.utf8)
  }

  private static func replace(_ value: EventTree.Value, _ words: String) -> EventTree.Value {
    switch value {
    case .string(let text) where text == harmless: .string(words)
    case .string(let text): .string(text.contains(harmless) ? text.replacing(harmless, with: words) : text)
    case .array(let elements): .array(elements.map { replace($0, words) })
    default: value
    }
  }

  /// What is cut off around a text.
  private static let blanks = CharacterSet.whitespacesAndNewlines.union(CharacterSet(charactersIn: "\0\u{FEFF}"))

  /// Blanks at the ends of a name may be cut; of a list some values may be absent, or equal where they were not before.
  private static func agree(_ value: EventTree.Value, _ expected: EventTree.Value) -> Bool {
    if value == expected { return true }
    if let value = value.text, let expected = expected.text {
      return value.trimmingCharacters(in: blanks) == expected.trimmingCharacters(in: blanks)
    }
    if let value = value.texts, let expected = expected.texts {
      let cut = Set(expected.map { $0.trimmingCharacters(in: blanks) })
      return value.allSatisfy { cut.contains($0.trimmingCharacters(in: blanks)) }
    }
    return false
  }
}
