import Kafka
import Logging

/// What the clients have to tell besides records and reports.
extension Worker {
  func takeEvents() {
    defer { settleSuspicion() }
    for event in input.consumer.takeEvents().events { take(event) }
    for event in output.takeEvents() {
      if case .error(let error) = event, error.isFatal {
        // Another producer may take its place, see `settle` and `settleTransaction`.
        output.fail(fatal: error)
      } else {
        take(event)
      }
    }
  }

  private func take(_ event: ClientEvent) {
    switch event {
    case .error(let error): take(error)
    case .offsetsCommitted(let results, let error): note(results, error)
    }
  }

  private func note(_ results: [TopicPartitionResult], _ error: KafkaError?) {
    counts.commits += 1
    for result in results {
      let isTaken = error == nil && result.error == nil
      input.noteCommit(result, isTaken: isTaken)
      notePause(result, isTaken: isTaken)
      if result.error == .unknownTopicOrPartition { startOver("its offsets are not taken") }
      if isTaken, let offset = result.nextOffset { committedOffsets[result.topicPartition.partition] = offset }
    }
    if let error, error.code != .noOffset {
      counts.failedCommits += 1
      logger.warning("a commit failed", metadata: ["error": "\(error)"])
    } else if let result = results.first(where: { $0.error != nil }), let code = result.error {
      counts.failedCommits += 1
      logger.warning("a commit failed", metadata: ["partition": "\(result.topicPartition)", "error": "\(code.text)"])
    }
  }

  private func take(_ error: KafkaError) {
    switch error.code {
    case .authentication where LoginCheck.isInterrupted(error):
      clientErrors.log(logger, .notice, "the client reports", metadata: ["error": "\(error)"])
    case .authentication where LoginCheck.isTokenFailure(error):
      // Connections that are open go on; the token is asked for again, so nothing has to end yet.
      lastTokenFailure = .now
      missingTokens.log(
        logger, .error, "there is no token to log in with; it is tried again every 10 s",
        metadata: ["error": "\(LoginCheck.tokenReason(error))"])
    case .authentication where configuration.tokenProvider != nil,
      .saslAuthentication where configuration.tokenProvider != nil:
      takeTokenRefusal(error)
    case .maximumPollIntervalExceeded:
      logger.warning("the worker was busy for longer than max.poll.interval.ms; the group takes its partitions")
    case .groupAuthorization, .topicAuthorization, .clusterAuthorization, .authentication, .saslAuthentication,
      .unknownTopicOrPartition, .unknownTopicLocally:
      suspect(error)
    case .invalidSessionTimeout, .inconsistentGroupProtocol, .groupFull:
      outcome = outcome ?? .joinRefused(error, configuration)
    case .badMessage where error.offset ?? -1 >= 0, .notImplemented where error.offset ?? -1 >= 0,
      .badCompression where error.offset ?? -1 >= 0:
      end(atUnreadable: error)
    case .automaticOffsetReset:
      outcome =
        outcome ?? .refused("\(error). Reset the group's offsets, or start with --offset-reset earliest or latest.")
    case .allBrokersDown:
      // librdkafka says it once each time, and it must not go under among the connections' own reports.
      logger.warning(
        "no broker answers; the worker waits, and goes on when one does", metadata: ["error": "\(error.reason)"])
    default:
      if error.isFatal {
        outcome = outcome ?? fatalOutcome(error)
      } else {
        clientErrors.log(logger, .notice, "the client reports", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Brokers end a connection whose token has expired and refuse the old one, which heals as soon as there is a new one.
  ///
  /// The refusal may be told before the renewal's failure. It ends the worker only if it goes on although tokens are to be had.
  private func takeTokenRefusal(_ error: KafkaError) {
    let now = ContinuousClock.now
    let isNew = tokenRefusals.map { now - $0.last > Self.tokenFailureMemory } ?? true
    let first = isNew ? now : tokenRefusals?.first ?? now
    tokenRefusals = (first, now)
    let hasNoToken = lastTokenFailure.map { now - $0 < Self.tokenFailureMemory } ?? false
    if hasNoToken || now - first < Self.tokenFailureMemory {
      refusedTokens.log(
        logger, .error, "a broker refuses the token; the worker waits for a new one",
        metadata: ["error": "\(error.reason)"])
    } else {
      outcome = outcome ?? .caused(by: error)
    }
  }

  /// Whether there is no token that brokers take, as far as has been heard lately.
  var lacksToken: Bool {
    let times = [lastTokenFailure, tokenRefusals?.last].compactMap(\.self)
    return times.contains { .now - $0 < Self.tokenFailureMemory }
  }

  private func fatalOutcome(_ error: KafkaError) -> WorkerOutcome {
    if error.code == .fencedInstance, let name = configuration.groupInstanceID {
      return .failed(
        "Another worker has joined the group \(configuration.group) as \(name) (group-instance-id), and the group has "
          + "shut this one out. Give each worker a name of its own, or stop the other; nothing was committed that was not written."
      )
    }
    return .caused(by: error)
  }
}
