/// What a chaos round does to workers and to what they depend on.
enum Fault: String, CaseIterable, Sendable {
  /// SIGKILL, and a new worker in its place.
  case kill
  /// SIGTERM, which has to drain, and a new worker in its place.
  case stop
  /// One worker more.
  case join
  /// SIGTERM, and one worker less.
  case leave
  /// SIGSTOP for longer than the session, so that a worker wakes up in a group that went on without it.
  case zombie
  /// `kill -9` of a broker, and its return.
  case broker
  /// A broker that stands still with all its connections.
  case freeze
  /// The same for longer than the session, so that sessions end that nobody could keep.
  case standstill
  /// An orderly stop of a broker, which hands its partitions to others first, and its return.
  case leader
  /// Connections that are slow, silent, refused or cut.
  case network
  /// An output topic that takes nothing (`min.insync.replicas` not met); needs more than one broker.
  case unwritable
  /// A right that is taken away and given back.
  case rights
  /// An output topic that takes smaller messages than before (`max.message.bytes`), and then as large ones again.
  case limit
  /// The input topic is deleted and created again.
  case recreation

  /// Whether it strikes a worker; the others strike what workers depend on, and last a while.
  var isOfWorkers: Bool {
    switch self {
    case .kill, .stop, .join, .leave, .zombie: true
    case .broker, .freeze, .standstill, .leader, .network, .unwritable, .rights, .limit, .recreation: false
    }
  }

  /// Whether it takes more than one broker.
  var needsReplicas: Bool { self == .leader || self == .unwritable }

  /// Whether a round waits until it was felt, since nothing else shows that it was there at all.
  var needsProof: Bool { self == .standstill || self == .rights || self == .limit }

  /// Whether work is cut off in its middle, and not only moved.
  var isCrash: Bool {
    switch self {
    case .kill, .zombie, .broker, .freeze, .standstill, .network, .unwritable, .rights, .limit, .recreation: true
    case .stop, .join, .leave, .leader: false
    }
  }

  /// How often it is drawn.
  var weight: Int {
    switch self {
    case .kill: 6
    case .zombie: 3
    case .stop, .join, .rights, .limit: 2
    case .leave, .broker, .freeze, .standstill, .leader, .network, .unwritable, .recreation: 1
    }
  }
}
