import CommandLine
import Dispatch
@unsafe @preconcurrency import Glibc
import Logging
import Operations
import Settings
import Synchronization
import Worker

/// `run --until`: asks the group again and again how far it is, and stops the worker where it has arrived.
struct RunGoal {
  private static let interval = Duration.milliseconds(500)

  /// Finds out where the goal is and looks out for it on a thread of its own; throws where no broker tells.
  static func watch(
    _ text: String, _ values: SettingValues, stop: StopSignal, logger: Logger
  ) throws(OperationFailure) {
    let milliseconds: Int64?
    if text == "end" {
      milliseconds = nil
    } else {
      guard let time = TimeParsing.milliseconds(ofPoint: text, now: WallTime.now().milliseconds) else {
        throw .usage(
          "--until: '\(text)' is neither end nor a time such as 2026-11-24T10:00 nor how long ago, such as 90m.")
      }
      milliseconds = time
    }
    let (group, topic, access) = (values[SettingKey.group], values[SettingKey.input], values.kafkaAccess)
    logger.info("running until the goal is reached", metadata: ["until": "\(text)"])
    // A client belongs to one thread.
    let box = Beginning()
    DispatchQueue(label: "run-goal").async {
      do throws(OperationFailure) {
        let goal = try GroupGoal(group: group, topic: topic, untilMilliseconds: milliseconds, access: access)
        box.give(nil)
        lookOut(for: goal, text, stop: stop, logger: logger)
        goal.close()
      } catch {
        box.give(error)
      }
    }
    if let failure = box.take() { throw failure }
  }

  private static func lookOut(for goal: GroupGoal, _ text: String, stop: StopSignal, logger: Logger) {
    let throttle = LogThrottle(every: .seconds(30))
    while !stop.isRequested {
      do throws(OperationFailure) {
        let remaining = try goal.remaining()
        if remaining == 0 {
          logger.info("the goal is reached; stopping", metadata: ["until": "\(text)"])
          stop.request()
          return
        }
        throttle.log(
          logger, .info, "on the way to the goal", metadata: ["remaining": .integer(Int(clamping: remaining))])
      } catch {
        throttle.log(logger, .notice, "how far the group is cannot be asked", metadata: ["error": "\(error)"])
      }
      let due = ContinuousClock.now + interval
      while ContinuousClock.now < due, !stop.isRequested { usleep(50_000) }
    }
  }

  /// Whether the goal could be found out, handed from one thread to another.
  private final class Beginning: Sendable {
    private let failure = Mutex<OperationFailure?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func give(_ failure: OperationFailure?) {
      self.failure.withLock { $0 = failure }
      isThere.signal()
    }

    func take() -> OperationFailure? {
      isThere.wait()
      return failure.withLock { $0 }
    }
  }
}
