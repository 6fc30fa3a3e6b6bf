/// A topic, and which of its partitions are meant.
public struct TopicSelection: Sendable, Equatable {
  public var topic: String
  /// nil is all of them.
  public var partitions: [Int32]?

  public init(topic: String, partitions: [Int32]? = nil) {
    self.topic = topic
    self.partitions = partitions
  }

  /// Reads what stood between the commas of `--topic raw:0,1,other`: a part of digits alone is one more partition of the
  /// topic before it, if that named one.
  public static func parse(_ parts: [String]) throws(OperationFailure) -> [TopicSelection] {
    var selections: [TopicSelection] = []
    for part in parts {
      if let last = selections.indices.last, selections[last].partitions != nil, let number = partition(part) {
        selections[last].partitions?.append(number)
        continue
      }
      guard let colon = part.firstIndex(of: ":") else {
        selections.append(TopicSelection(topic: part))
        continue
      }
      guard let number = partition(String(part[part.index(after: colon)...])), colon > part.startIndex else {
        throw .usage("--topic: '\(part)' is no topic with a partition; write it as raw:0,1.")
      }
      selections.append(TopicSelection(topic: String(part[..<colon]), partitions: [number]))
    }
    return selections
  }

  private static func partition(_ text: String) -> Int32? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int32(text)
  }
}
