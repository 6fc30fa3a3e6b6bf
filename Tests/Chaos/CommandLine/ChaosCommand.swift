import CommandLine

/// What the tool can do.
enum ChaosCommand: String, CommandName {
  case run
  case broken
  case scale
  case outage
  case soak
}
