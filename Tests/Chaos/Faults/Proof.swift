/// What tells that a fault was there, and not only meant.
enum Proof: Sendable {
  /// One of the workers says so, in a line with one of these words.
  case said([String])
  /// One of the workers ends, and says that it was refused something.
  case refused
  /// A look from outside, which a thread of its own may take again and again.
  case seen(@Sendable () -> Bool)
}
