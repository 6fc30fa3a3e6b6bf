import Testing

@testable import Kafka

@Suite struct `The client's statistics` {
  static let json = """
    {"name":"c#consumer-1","type":"consumer","msg_cnt":3,"msg_size":900,"unknown":[1],"brokers":{
      "k:9092/bootstrap":{"name":"k:9092/bootstrap","nodeid":-1,"state":"UP"},
      "k:9092/2":{"name":"k:9092/2","nodeid":2,"state":"INIT"},
      "k:9092/1":{"name":"k:9092/1","nodeid":1,"state":"UP","txerrs":4,"rxerrs":5,"req_timeouts":6,"disconnects":7,
        "rtt":{"min":1,"max":9,"avg":2500,"p99":9000,"cnt":8},"throttle":{"avg":12,"p99":0,"cnt":1}},
      "k:9092/3":{"name":"k:9092/3","nodeid":3,"state":"TRY_CONNECT","rtt":{"avg":0,"p99":0,"cnt":0}}},
     "topics":{"raw":{"partitions":{
       "1":{"partition":1,"committed_offset":-1001,"hi_offset":-1001,"ls_offset":-1001},
       "-1":{"partition":-1,"committed_offset":-1001},
       "0":{"partition":0,"committed_offset":40,"hi_offset":60,"ls_offset":55,"fetchq_cnt":2,"fetchq_size":99}}}}}
    """

  @Test func `brokers that the client has to do with are told, by name`() throws {
    let statistics = try #require(ClientStatistics(json: Self.json))
    #expect(statistics.brokers.map(\.name) == ["k:9092/1", "k:9092/3"])
    let broker = try #require(statistics.brokers.first)
    #expect(broker.isUp)
    #expect(broker.averageRoundTrip == .microseconds(2500))
    #expect(broker.slowRoundTrip == .milliseconds(9))
    #expect(broker.averageThrottle == .milliseconds(12))
    #expect([broker.sendErrors, broker.receiveErrors, broker.timeouts, broker.disconnects] == [4, 5, 6, 7])
    #expect(statistics.brokers.last?.isUp == false)
    #expect(statistics.brokers.last?.averageRoundTrip == nil)
    #expect(statistics.queuedMessages == 3)
    #expect(statistics.queuedByteCount == 900)
  }

  @Test func `an offset that is not known is nil`() throws {
    let partitions = try #require(ClientStatistics(json: Self.json)).partitions(of: "raw")
    #expect(partitions.map(\.partition) == [0, 1])
    #expect(partitions.map(\.committedOffset) == [40, nil])
    #expect(partitions.map(\.endOffset) == [55, nil])
    #expect(partitions.map(\.fetchQueueMessages) == [2, 0])
    #expect(try #require(ClientStatistics(json: Self.json)).partitions(of: "other").isEmpty)
  }

  @Test(arguments: ["", "{", "[]", "null", "{\"brokers\":3}", "{\"topics\":{\"a\":{\"partitions\":{\"0\":{}}}}}"])
  func `what is no statistics is nil`(_ text: String) {
    #expect(ClientStatistics(json: text) == nil)
  }

  @Test func `a real client writes statistics that are understood`() throws {
    let cluster = try MockCluster(brokerCount: 1)
    try cluster.createTopic("raw", partitionCount: 2)
    var properties = ClientConfiguration()
    properties.set("bootstrap.servers", to: cluster.bootstrapServers)
    properties.set("group.id", to: "g")
    properties.set("statistics.interval.ms", to: "100")
    let consumer = try Consumer(configuration: properties)
    try consumer.assign([TopicPartitionOffset(topic: "raw", partition: 1, nextOffset: 0)])
    var batch = MessageBatch(capacity: 10)
    var found: ClientStatistics?
    let deadline = ContinuousClock.now + .seconds(30)
    while found == nil, .now < deadline {
      consumer.poll(into: &batch, timeout: .milliseconds(50))
      found = consumer.takeStatistics().flatMap(ClientStatistics.init(json:)).flatMap { statistics in
        let isKnown = statistics.partitions(of: "raw").contains { $0.partition == 1 && $0.endOffset == 0 }
        return isKnown && statistics.brokers.contains(where: \.isUp) ? statistics : nil
      }
    }
    #expect(found != nil)
    #expect(consumer.close(within: .seconds(5)))
  }
}
