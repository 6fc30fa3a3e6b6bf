import FoundationEssentials
import Glibc
import Patterns

/// `bench FILE [FORMAT] [OPTION...]`: measures the normalizer alone, in one format or in both, or shows what it writes.
func run() throws -> Int32 {
  guard let arguments = BenchArguments(CommandLine.arguments.dropFirst()) else {
    print(BenchArguments.usage, terminator: "")
    return 2
  }
  guard let data = FileManager.default.contents(atPath: arguments.path), let benchmark = Benchmark([UInt8](data)) else {
    print("\(arguments.path) cannot be read or has no record")
    return 2
  }
  let catalogue = try Catalogue.builtIn(userFiles: arguments.userFiles)
  for format in arguments.formats {
    let normalizer = arguments.normalizer(format, catalogue)
    if arguments.dumps {
      benchmark.dump(normalizer)
    } else {
      print(benchmark.run(format, normalizer), terminator: "")
    }
  }
  return 0
}

exit(try run())
