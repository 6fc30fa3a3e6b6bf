import ECS
import FoundationEssentials
import Glibc
import Patterns

/// `bench FILE [FORMAT]`: measures the normalizer alone, in one format or in both.
func run() throws -> Int32 {
  let arguments = CommandLine.arguments.dropFirst()
  guard let path = arguments.first else {
    print("Usage: bench FILE [sekoia|ecs]\nFILE has one Kafka value a line; see the load generator beside the project.")
    return 2
  }
  guard let data = FileManager.default.contents(atPath: path), let benchmark = Benchmark([UInt8](data)) else {
    print("\(path) cannot be read or has no record")
    return 2
  }
  let formats = arguments.dropFirst().first.map { [OutputFormat(rawValue: $0)] } ?? [.sekoia, .ecs]
  let catalogue = try Catalogue.builtIn()
  for format in formats {
    guard let format else {
      print("the format is none of sekoia, ecs")
      return 2
    }
    print(benchmark.run(format, catalogue), terminator: "")
  }
  return 0
}

exit(try run())
