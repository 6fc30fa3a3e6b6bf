import CLibrdkafka
@unsafe @preconcurrency import Glibc

/// What the client's user may do with a topic (`rd_kafka_AclOperation_t`).
public struct TopicRights: OptionSet, Hashable, Sendable {
  /// One bit for each operation, by its number in `rd_kafka_AclOperation_t`.
  public let rawValue: UInt32
  /// Rights from their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The user may read records (`RD_KAFKA_ACL_OPERATION_READ`).
  public static let read = TopicRights(operation: RD_KAFKA_ACL_OPERATION_READ)
  /// The user may write records (`RD_KAFKA_ACL_OPERATION_WRITE`).
  public static let write = TopicRights(operation: RD_KAFKA_ACL_OPERATION_WRITE)
  /// The user may see the topic's configuration (`RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS`).
  public static let describeConfigs = TopicRights(operation: RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS)

  init(operation: rd_kafka_AclOperation_t) { self.init(rawValue: 1 << (operation.rawValue & 31)) }
}

extension Client {
  /// Asks the broker what the user may do with a topic; nil where the loaded library cannot ask (before 2.3.0).
  ///
  /// The functions are looked up by name, since the program is built with older headers (KIP-430; `rd_kafka_DescribeTopics`).
  public final func rights(onTopic topic: String, timeout: Duration) throws(KafkaError) -> TopicRights? {
    guard let functions = unsafe DescribeTopics.loaded else { return nil }
    let operation = "Asking for the rights on the topic"
    guard
      let collection = unsafe topic.withCString({ name in
        var name: UnsafePointer<CChar>? = unsafe name
        return unsafe functions.makeCollection(&name, 1)
      })
    else {
      throw KafkaError(operation: operation, code: .failed, topic: topic)
    }
    defer { unsafe functions.destroyCollection(collection) }
    let event = try unsafe administer(operation, for: RD_KAFKA_ADMIN_OP_ANY, timeout: timeout) {
      client, options, queue in
      if let options = unsafe options, let error = unsafe functions.includeRights(options, 1) {
        unsafe rd_kafka_error_destroy(error)
      }
      unsafe functions.describe(client, collection, options, queue)
    }
    var count = 0
    guard let result = unsafe functions.result(event.pointer), let topics = unsafe functions.topics(result, &count),
      count == 1, let description = unsafe topics[0]
    else { throw KafkaError(operation: operation, code: .failed, topic: topic) }
    if let error = unsafe functions.error(description) {
      let code = unsafe rd_kafka_error_code(error)
      if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, operation: operation, topic: topic) }
    }
    var operationCount = 0
    guard let operations = unsafe functions.rights(description, &operationCount) else { return nil }
    var rights: TopicRights = []
    for index in 0..<operationCount { unsafe rights.insert(TopicRights(operation: operations[index])) }
    return rights
  }
}

/// The functions of librdkafka 2.3.0 that describe topics; their types are those of its rdkafka.h.
@unsafe private struct DescribeTopics: @unchecked Sendable {
  typealias MakeCollection = @convention(c) (UnsafeMutablePointer<UnsafePointer<CChar>?>, Int) -> OpaquePointer?
  typealias DestroyCollection = @convention(c) (OpaquePointer) -> Void
  typealias IncludeRights = @convention(c) (OpaquePointer, Int32) -> OpaquePointer?
  typealias Describe = @convention(c) (OpaquePointer, OpaquePointer, OpaquePointer?, OpaquePointer) -> Void
  typealias Result = @convention(c) (OpaquePointer) -> OpaquePointer?
  typealias Topics = @convention(c) (OpaquePointer, UnsafeMutablePointer<Int>) -> UnsafeMutablePointer<OpaquePointer?>?
  typealias TopicError = @convention(c) (OpaquePointer) -> OpaquePointer?
  typealias Rights =
    @convention(c) (OpaquePointer, UnsafeMutablePointer<Int>) -> UnsafePointer<rd_kafka_AclOperation_t>?

  let makeCollection: MakeCollection
  let destroyCollection: DestroyCollection
  let includeRights: IncludeRights
  let describe: Describe
  let result: Result
  let topics: Topics
  let error: TopicError
  let rights: Rights

  static let loaded: DescribeTopics? = unsafe DescribeTopics()

  private init?() {
    func symbol<Function>(_ name: String, _ type: Function.Type) -> Function? {
      // A null handle searches the program and what it has loaded.
      guard let address = unsafe dlsym(nil, name) else { return nil }
      return unsafe unsafeBitCast(address, to: type)
    }
    guard
      let makeCollection = unsafe symbol("rd_kafka_TopicCollection_of_topic_names", MakeCollection.self),
      let destroyCollection = unsafe symbol("rd_kafka_TopicCollection_destroy", DestroyCollection.self),
      let includeRights = unsafe symbol(
        "rd_kafka_AdminOptions_set_include_authorized_operations", IncludeRights.self),
      let describe = unsafe symbol("rd_kafka_DescribeTopics", Describe.self),
      let result = unsafe symbol("rd_kafka_event_DescribeTopics_result", Result.self),
      let topics = unsafe symbol("rd_kafka_DescribeTopics_result_topics", Topics.self),
      let error = unsafe symbol("rd_kafka_TopicDescription_error", TopicError.self),
      let rights = unsafe symbol("rd_kafka_TopicDescription_authorized_operations", Rights.self)
    else { return nil }
    unsafe self.makeCollection = makeCollection
    unsafe self.destroyCollection = destroyCollection
    unsafe self.includeRights = includeRights
    unsafe self.describe = describe
    unsafe self.result = result
    unsafe self.topics = topics
    unsafe self.error = error
    unsafe self.rights = rights
  }
}
