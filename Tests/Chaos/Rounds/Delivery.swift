/// What the workers of a round promise.
enum Delivery: String, CaseIterable, Sendable {
  case atLeastOnce = "at-least-once"
  case exactlyOnce = "exactly-once"
}
