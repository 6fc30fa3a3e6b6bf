import ECS
import FoundationEssentials
import Normalizer
import Patterns
import StrictJSON

/// What the command line asks for.
struct BenchArguments {
  static let usage = """
    Usage: bench FILE [sekoia|ecs] [--dump] [OPTION...]

    FILE has one Kafka value a line. Without a format both are measured.

    --dump                write every event, dead letter and counter instead of figures, to compare two builds
    --topic NAME          the topic that event.id names
    --unmatched VALUE     dead-letter, emit or both
    --dataset VALUE       azure_linux or system
    --repair              repair raw newlines and single quotes
    --no-original         write no event.original
    --patterns FILE       patterns of one's own, tried first

    """

  private(set) var path = ""
  private(set) var formats: [OutputFormat] = []
  private(set) var dumps = false
  private(set) var userFiles: [PatternFile] = []
  private var options = NormalizerOptions()

  /// Nil if the arguments are none that `usage` describes, or a file of patterns cannot be read.
  init?(_ arguments: some Sequence<String>) {
    var rest = Array(arguments.reversed())
    while let argument = rest.popLast() {
      switch argument {
      case "--dump": dumps = true
      case "--repair": options.repairs = [.rawNewlines, .singleQuotes]
      case "--no-original": options.includesOriginal = false
      case "--topic":
        guard let topic = rest.popLast() else { return nil }
        options.inputTopic = topic
      case "--unmatched":
        guard let unmatched = rest.popLast().flatMap(NormalizerOptions.Unmatched.init) else { return nil }
        options.unmatched = unmatched
      case "--dataset":
        guard let dataset = rest.popLast().flatMap(Dataset.init) else { return nil }
        options.dataset = dataset
      case "--patterns":
        guard let file = rest.popLast(), let data = FileManager.default.contents(atPath: file) else { return nil }
        userFiles.append(PatternFile(name: file, bytes: [UInt8](data)))
      default:
        if let format = OutputFormat(rawValue: argument) {
          formats.append(format)
        } else if path.isEmpty, !argument.hasPrefix("-") {
          path = argument
        } else {
          return nil
        }
      }
    }
    guard !path.isEmpty else { return nil }
    if formats.isEmpty { formats = [.sekoia, .ecs] }
  }

  func normalizer(_ format: OutputFormat, _ catalogue: Catalogue) -> Normalizer {
    var options = options
    options.format = format
    return Normalizer(options: options, catalogue: catalogue)
  }
}
