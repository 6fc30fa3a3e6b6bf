import CFuzzer
import FoundationEssentials
import Glibc
import NormalizerOracle
import Patterns

// `fuzz seeds FOLDER VALUES...` writes where a fuzzer should begin; all else is libFuzzer's command line.
let catalogue = try Catalogue.builtIn()
if CommandLine.arguments.dropFirst().first == "seeds", CommandLine.arguments.count > 2 {
  let seeds = Seeds(catalogue, values: Array(CommandLine.arguments.dropFirst(3)))
  print("\(try seeds.write(to: CommandLine.arguments[2])) seeds")
  exit(0)
}

/// libFuzzer calls from one thread, the one that runs this file.
nonisolated(unsafe) let oracle = NormalizerOracle(catalogue)

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
let status = unsafe withUnsafeMutablePointer(to: &arguments) { pointer in
  // The C type has each of the pointers optional.
  unsafe UnsafeMutableRawPointer(pointer).withMemoryRebound(
    to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
  ) { arguments in
    unsafe LLVMFuzzerRunDriver(&count, arguments) { data, size in
      let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
      let disagreements = unsafe oracle.disagreements(about: bytes)
      if !disagreements.isEmpty {
        for disagreement in disagreements { print(disagreement) }
        fflush(nil)
        abort()
      }
      return 0
    }
  }
}
exit(status)
