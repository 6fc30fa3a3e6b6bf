/// A rule of delivery, and the lines of the worker that keep it, taken out.
///
/// The product has no switch that loses records: a copy of its source is changed and built.
struct BrokenBuild: Sendable {
  /// Which verdict has to notice it.
  enum Sign: Sendable {
    /// What came out: something is lost, in disorder, committed ahead, or came out twice without a reason.
    case outputs
    /// What the workers did: one ended without a word, did not get on, went round and round, or did not feel a fault.
    case behaviour
  }

  let name: String
  /// What is wrong with it, in one sentence.
  let rule: String
  /// In files of their own.
  let changes: [SourceChange]
  let delivery: Delivery
  /// What brings it to light.
  let faults: [Fault]
  var sign = Sign.outputs
  /// Whether its group begins at the end of the input.
  var beginsAtEnd = false

  /// Mostly outputs that wait: one topic takes nothing while the other does, and offsets must not go on meanwhile.
  private static let waitingOutputs: [Fault] = [.kill] + Array(repeating: .unwritable, count: 6)

  static let all = acknowledgements + positions + ends

  private static let acknowledgements = [
    BrokenBuild(
      name: "commits-before-acknowledgement",
      rule: "An offset may be committed as soon as its record has been read.",
      changes: [
        SourceChange(
          "Sources/Worker/Delivery/PartitionTrack.swift",
          """
              ring[place(of: sequence)] = Entry(offset: offset, pending: 1)
              count += 1
          """,
          """
              ring[place(of: sequence)] = Entry(offset: offset, pending: 1)
              nextOffset = max(nextOffset ?? 0, offset + 1)
              count += 1
          """)
      ],
      delivery: .atLeastOnce, faults: waitingOutputs),
    BrokenBuild(
      name: "passes-holes",
      rule: "An offset may be committed when its own record is done, whatever stands before it.",
      changes: [
        SourceChange(
          "Sources/Worker/Delivery/PartitionTrack.swift",
          """
              ring[place(of: sequence)].pending -= 1
              var done = 0
          """,
          """
              ring[place(of: sequence)].pending -= 1
              if ring[place(of: sequence)].pending == 0 {
                nextOffset = max(nextOffset ?? 0, ring[place(of: sequence)].offset + 1)
              }
              var done = 0
          """)
      ],
      delivery: .atLeastOnce, faults: waitingOutputs),
    BrokenBuild(
      name: "gives-up-without-draining",
      rule: "Partitions are given up while their records are still on the way.",
      changes: [
        SourceChange(
          "Sources/Worker/Worker.swift",
          "let isDrained = output.drain { ledger in partitions.allSatisfy { ledger.isSettled($0) } }",
          "let isDrained = !partitions.isEmpty")
      ],
      delivery: .atLeastOnce, faults: [.join, .leave, .stop]),
    BrokenBuild(
      name: "lets-others-overtake",
      rule: "After a batch that a topic refuses, librdkafka sends the batches behind it again at once.",
      changes: [
        SourceChange(
          "Sources/Worker/Startup/ClientProperties.swift",
          "properties.set(\"enable.gapless.guarantee\", to: configuration.transactions == nil ? \"true\" : \"false\")",
          "properties.set(\"enable.gapless.guarantee\", to: \"false\")")
      ],
      delivery: .atLeastOnce, faults: [.limit]),
  ]

  private static let positions = [
    BrokenBuild(
      name: "forgets-where-it-began",
      rule: "A group that begins at the end of its input commits that only with the first record.",
      changes: [
        SourceChange(
          "Sources/Worker/Input/InputStage+Starts.swift", "guard !starts.isEmpty else { return }",
          "guard starts.count > Int32.max else { return }")
      ],
      delivery: .atLeastOnce, faults: [.kill], sign: .behaviour, beginsAtEnd: true),
    BrokenBuild(
      name: "goes-on-in-another-topic",
      rule: "A position in an input topic holds for the next topic of that name.",
      changes: [
        SourceChange(
          "Sources/Worker/Input/Worker+TopicChange.swift",
          """
              case .gone:
                startOver("the group's offsets were deleted with it")
                return false
              }
            }

            /// Forgets all that was read, and reads on from what the group has committed then, or from the beginning.
            func startOver(_ reason: String) {
              guard configuration.transactions == nil,
          """,
          """
              case .gone: return true
              }
            }

            func startOver(_ reason: String) {
              guard configuration.transactions != nil,
          """),
        SourceChange(
          "Sources/Worker/Worker.swift", "if input.askForTopic(isForced: true) == .gone {",
          "if input.askForTopic(isForced: true) == .gone, partitions.isEmpty {"),
      ],
      delivery: .atLeastOnce, faults: [.recreation]),
  ]

  private static let ends = [
    BrokenBuild(
      name: "aborts-without-end",
      rule: "Whatever a transaction was aborted for, its records are read and written again at once.",
      changes: [
        SourceChange(
          "Sources/Worker/Delivery/Worker+Transactions.swift", "guard let failure else { return }",
          "guard let failure, failure.text.isEmpty else { return }"),
        SourceChange(
          "Sources/Worker/Delivery/OpenTransaction.swift", "    pause.begin()", "    if inARow < 0 { pause.begin() }"),
      ],
      delivery: .exactlyOnce, faults: [.rights], sign: .behaviour),
    BrokenBuild(
      name: "says-done-too-early",
      rule: "A worker that is stopped leaves its last offset, and ends with 0.",
      changes: [
        SourceChange(
          "Sources/Worker/Worker+ShutDown.swift",
          "if configuration.transactions == nil || pause != nil { storeLast(partitions) }",
          "if pause != nil { storeLast(partitions) }"),
        SourceChange(
          "Sources/Worker/Worker+ShutDown.swift", "!isCommitted(unconfirmed, until: closeDeadline)",
          "unconfirmed.count > 1000 && !isCommitted(unconfirmed, until: closeDeadline)"),
      ],
      delivery: .atLeastOnce, faults: [.stop]),
    BrokenBuild(
      name: "ends-without-a-word",
      rule: "A worker that cannot go on has an exit code, and that must do.",
      changes: [
        SourceChange(
          "Sources/azure-linux-ecs/RunCommand.swift",
          "case .refused(let sentence), .failed(let sentence): logger.critical(sentence)",
          "case .refused(let sentence), .failed(let sentence): logger.debug(sentence)")
      ],
      delivery: .atLeastOnce, faults: [.rights], sign: .behaviour),
  ]
}
