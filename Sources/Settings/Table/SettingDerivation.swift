/// A rule that fills in settings and properties of the library from what was set, and never over it.
public struct SettingDerivation: Sendable {
  let apply: @Sendable (inout SettingValues) -> [String]

  /// Takes the rule: it changes the values, and returns a sentence for each thing that it cannot make sense of.
  public init(_ apply: @escaping @Sendable (inout SettingValues) -> [String]) { self.apply = apply }
}
