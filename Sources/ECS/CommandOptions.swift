/// The options of the account tools whose meaning is the same in every version (shadow-utils' and Debian's manuals).
///
/// An option that is not listed here says nothing certain, so that nothing is told of its command: options that work in another
/// root directory (`-R`, `-P`), only show something (`-S`, `chage -l`), or differ between distributions.
struct CommandOptions {
  /// What an option's value is.
  enum Value {
    case other
    case accountID, newAccountID, groupID
    case newAccountName, groupName
    /// An account that is put into the group or taken out of it.
    case member
  }

  enum Classification {
    case unknown
    case flag
    /// Its value is the next word where it is not joined to it by `=`.
    case value(Value, joined: Range<Int>?)
  }

  private struct Option {
    /// 0 for an option without a letter.
    let letter: UInt8
    let word: StaticString
    /// Nil for one without a value.
    let value: Value?
  }

  /// Whether the tool's argument is a group.
  let namesGroup: Bool
  private let options: [Option]

  init(_ tool: CommandWords.Tool) {
    switch tool {
    case .groupadd, .addgroup, .groupmod, .groupdel, .delgroup, .gpasswd: namesGroup = true
    default: namesGroup = false
    }
    options =
      switch tool {
      case .useradd: Self.useradd
      case .adduser: Self.adduser
      case .usermod: Self.usermod
      case .userdel: Self.userdel
      case .deluser: Self.deluser
      case .passwd: Self.passwd
      case .chage: Self.chage
      case .chsh: Self.chsh
      case .groupadd: Self.groupadd
      case .gpasswd: Self.gpasswd
      default: []
      }
  }

  /// What a word that begins with `-` is.
  func meaning(of word: Range<Int>, in text: Span<UInt8>) -> Classification {
    guard word.count >= 2 else { return .unknown }
    if text[word.lowerBound + 1] == UInt8(ascii: "-") { return meaning(ofLong: word, in: text) }
    // Letters without a value may stand together, and one with a value after them: `-aG`.
    var meaning = Classification.unknown
    for index in word.dropFirst() {
      if case .value = meaning { return .unknown }
      guard let option = options.first(where: { $0.letter != 0 && $0.letter == text[index] }) else { return .unknown }
      meaning = option.value.map { .value($0, joined: nil) } ?? .flag
    }
    return meaning
  }

  private func meaning(ofLong word: Range<Int>, in text: Span<UInt8>) -> Classification {
    var end = word.lowerBound
    while end < word.upperBound, text[end] != UInt8(ascii: "=") { end += 1 }
    let name = word.lowerBound + 2..<max(word.lowerBound + 2, end)
    guard let option = options.first(where: { CommandWords.equals(text, name, $0.word) }) else { return .unknown }
    let joined = end < word.upperBound ? end + 1..<word.upperBound : nil
    guard let value = option.value else { return joined == nil ? .flag : .unknown }
    return .value(value, joined: joined)
  }

  private static func option(_ letter: Unicode.Scalar, _ word: StaticString, _ value: Value? = nil) -> Option {
    Option(letter: UInt8(truncatingIfNeeded: letter.value), word: word, value: value)
  }

  private static let useradd = [
    option("m", "create-home"), option("M", "no-create-home"), option("r", "system"), option("N", "no-user-group"),
    option("U", "user-group"), option("o", "non-unique"), option("s", "shell", .other), option("d", "home-dir", .other),
    option("g", "gid", .other), option("G", "groups", .other), option("u", "uid", .accountID),
    option("c", "comment", .other), option("e", "expiredate", .other), option("f", "inactive", .other),
    option("k", "skel", .other), option("p", "password", .other), option("b", "base-dir", .other),
  ]
  private static let adduser = [
    option("\0", "disabled-password"), option("\0", "disabled-login"), option("\0", "system"), option("\0", "quiet"),
    option("\0", "no-create-home"), option("\0", "home", .other), option("\0", "shell", .other),
    option("\0", "uid", .accountID),
  ]
  private static let usermod = [
    option("a", "append"), option("L", "lock"), option("U", "unlock"), option("m", "move-home"),
    option("o", "non-unique"), option("G", "groups", .groupName), option("g", "gid", .other),
    option("s", "shell", .other), option("d", "home", .other), option("e", "expiredate", .other),
    option("f", "inactive", .other), option("c", "comment", .other), option("p", "password", .other),
    option("l", "login", .newAccountName), option("u", "uid", .newAccountID),
  ]
  private static let userdel = [option("r", "remove"), option("f", "force")]
  private static let deluser = [option("\0", "remove-home"), option("\0", "quiet")]
  private static let passwd = [
    option("l", "lock"), option("u", "unlock"), option("d", "delete"), option("e", "expire"), option("\0", "stdin"),
    option("n", "mindays", .other), option("x", "maxdays", .other), option("w", "warndays", .other),
    option("i", "inactive", .other),
  ]
  private static let chage = [
    option("d", "lastday", .other), option("E", "expiredate", .other), option("I", "inactive", .other),
    option("m", "mindays", .other), option("M", "maxdays", .other), option("W", "warndays", .other),
  ]
  private static let chsh = [option("s", "shell", .other)]
  private static let groupadd = [
    option("f", "force"), option("r", "system"), option("o", "non-unique"), option("g", "gid", .groupID),
  ]
  private static let gpasswd = [
    option("a", "add", .member), option("d", "delete", .member), option("r", "remove-password"),
    option("R", "restrict"),
  ]

  static let systemctlFlags: [StaticString] = [
    "--now", "--no-pager", "--quiet", "-q", "--no-block", "--force", "-f", "--runtime", "--full", "-l",
    "--no-ask-password", "--system",
  ]
  static let systemctlActions: [StaticString] = [
    "start", "stop", "restart", "try-restart", "reload", "reload-or-restart", "try-reload-or-restart", "condrestart",
    "enable", "disable", "reenable", "mask", "unmask", "kill", "preset", "reset-failed", "status", "is-active",
    "is-enabled", "is-failed", "show", "cat",
  ]
  static let serviceActions: [StaticString] = [
    "start", "stop", "restart", "try-restart", "reload", "force-reload", "condrestart", "status",
  ]
  static let otherUnitTypes: [StaticString] = [
    ".socket", ".target", ".device", ".mount", ".automount", ".swap", ".timer", ".path", ".slice", ".scope",
  ]
}
