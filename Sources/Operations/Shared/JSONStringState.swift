/// Tells what stands inside of a JSON string from what does not, scalar by scalar, in a text that is JSON.
public struct JSONStringState {
  private var isInString = false
  private var isEscaped = false

  public init() {}

  /// Whether the next scalar belongs to a string, its quotes included.
  public mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    guard isInString else {
      isInString = scalar == "\""
      return isInString
    }
    if isEscaped {
      isEscaped = false
    } else if scalar == "\\" {
      isEscaped = true
    } else if scalar == "\"" {
      isInString = false
    }
    return true
  }
}
