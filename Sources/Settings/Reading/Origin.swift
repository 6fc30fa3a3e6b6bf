/// Where a value comes from, as a user would look for it.
public enum Origin: Sendable, Hashable, CustomStringConvertible {
  /// The command line, with the flag as it was written.
  case flag(String)

  /// The environment, with the variable's name.
  case environment(String)

  /// A settings file, with its path and the line counted from 1.
  case file(path: String, line: Int)

  /// A file that holds only this value, named by another origin.
  indirect case contents(path: String, namedBy: Origin)

  /// A rule of the table, with the words that say which: `profile event-hubs`.
  case derived(String)

  /// Nothing set it.
  case `default`

  public var description: String {
    switch self {
    case .flag(let flag): harmless(flag)
    case .environment(let name): harmless(name)
    case .file(let path, let line): "\(harmless(path)):\(line)"
    case .contents(let path, let origin): "\(origin) (the file \(harmless(path)))"
    case .derived(let reason): harmless(reason)
    case .default: "default"
    }
  }
}
