import Settings

Output.ignoreBrokenPipes()
let exitCode = Program.run(arguments: Array(CommandLine.arguments.dropFirst()))
Output.exit(exitCode)
