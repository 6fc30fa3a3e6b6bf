/// A sentence for the user.
struct ProgramError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
