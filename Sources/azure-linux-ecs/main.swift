import CommandLine
import Settings

// Before everything else: a worker may be told to stop while it still starts.
Signals.hold()
Output.ignoreBrokenPipes()
let exitCode = Program.run(arguments: Array(CommandLine.arguments.dropFirst()))
Output.exit(exitCode)
