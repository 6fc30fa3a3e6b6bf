public import StrictJSON

/// What a Kafka value turned out to be.
public enum ValueContent: Sendable {
  /// White space only, or nothing.
  case empty
  case invalid(JSONError)
  /// JSON, but neither an object nor an array of them; the slice is the value.
  case notARecord(JSONSlice, StaticString)
  /// One record; the slice goes from its `{` to its `}`.
  case record(JSONSlice)
  /// A batch: `nextElement` walks over its elements.
  case batch
}
