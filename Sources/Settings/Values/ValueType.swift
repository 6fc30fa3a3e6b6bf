/// How a setting's text is read, checked and written back.
///
/// A value type is the only place that knows a spelling. `read` gets text that is not empty and holds no NUL;
/// what `write` prints is read back as the same value.
public struct ValueType<Value: Sendable>: Sendable {
  /// What is expected, as the end of a sentence: `a whole number from 1 to 10`.
  public let expectation: String

  /// The placeholder in help, without its angle brackets: `topic`.
  public let metavar: String

  /// What a shell offers after the option.
  public let completion: Completion

  /// Whether several texts make one value: a repeated flag, or parts between commas.
  public let isList: Bool

  let read: @Sendable (String) -> Result<Value, ValueProblem>
  let write: @Sendable (Value) -> String

  /// Makes a value type out of a reader and a writer that are each other's inverse.
  public init(
    expectation: String,
    metavar: String,
    completion: Completion = .nothing,
    isList: Bool = false,
    read: @escaping @Sendable (String) -> Result<Value, ValueProblem>,
    write: @escaping @Sendable (Value) -> String
  ) {
    self.expectation = expectation
    self.metavar = metavar
    self.completion = completion
    self.isList = isList
    self.read = read
    self.write = write
  }
}

/// What a shell offers as the next word.
public enum Completion: Sendable, Hashable {
  case nothing
  case files
  case words([String])
}

/// Why a text is not a value of its type.
public enum ValueProblem: Error, Sendable, Hashable {
  /// The text has not the form that is expected.
  case malformed

  /// The text has the form, its value is not among those allowed.
  case outOfRange

  /// The text is wrong in a way that has its own sentence: `'x:y' has no port`, without the name of the setting.
  case because(String)

  /// The sentence, with the text quoted unless it is a secret.
  func sentence(about text: String, isSecret: Bool, expectation: String) -> String {
    let subject = isSecret ? "the value" : quoted(text)
    return switch self {
    case .malformed: "\(subject) is not \(expectation)"
    case .outOfRange: "\(subject) is out of range, expected \(expectation)"
    case .because(let reason): "\(subject) \(reason)"
    }
  }
}
