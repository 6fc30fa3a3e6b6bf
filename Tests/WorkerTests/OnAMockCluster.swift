import Testing

/// The worker against brokers that misbehave on demand; one test after the other, since each has clusters and threads of its
/// own, and a machine with two cores that runs all at once is too slow for the groups to come to rest.
@Suite(.serialized) enum OnAMockCluster {}
