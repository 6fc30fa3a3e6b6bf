/// What a message that a pattern matches says happened.
public struct Meaning: Sendable {
  /// The ECS categorisation of `event.outcome`.
  public enum Outcome: String, Sendable, CaseIterable {
    case success
    case failure
    case unknown
  }

  /// A field and what is written there.
  public struct Assignment: Sendable {
    public let field: Field
    public let template: Template
  }

  /// A field that only the `sekoia` format has, or that it fills otherwise.
  public enum SekoiaField: String, Sendable, CaseIterable {
    case actionName = "action.name"
    case actionType = "action.type"
    case userName = "user.name"
    case commandLine = "process.command_line"
  }

  /// A field of the `sekoia` format and what is written there.
  public struct SekoiaAssignment: Sendable {
    public let field: SekoiaField
    public let template: Template
  }

  /// Values of `event.category`.
  public let categories: [String]
  /// Values of `event.type`; each is one that ECS expects with one of the categories.
  public let types: [String]
  /// `event.action`.
  public let action: Template?
  /// `event.outcome`; nil where the message tells of no outcome.
  public let outcome: Outcome?
  /// `event.reason`.
  public let reason: Template?
  /// The `set` lines.
  public let assignments: [Assignment]
  /// The `sekoia` lines.
  public let sekoiaAssignments: [SekoiaAssignment]
}
