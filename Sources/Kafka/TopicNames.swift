import CLibrdkafka

/// The topics whose records a consumer has seen, numbered from 0 in the order they came.
///
/// A message knows its topic by pointer; two messages of one batch have the same topic exactly if the pointers are equal.
/// Between batches the library may free a topic and use its address for another one, so the pointers are forgotten then
/// and found again by name. Nothing is allocated for a topic that was seen before.
@safe final class TopicNames {
  private(set) var names: [String] = []
  /// Bytes are compared, not strings: two names that are not UTF-8 could look alike as strings.
  private var nameBytes: [[UInt8]] = []
  private var known: [(topic: OpaquePointer, index: Int)]
  private var latest: (topic: OpaquePointer, index: Int)?

  init() {
    unsafe known = []
  }

  /// Called when the messages that held the topics are destroyed.
  func forgetPointers() {
    unsafe known.removeAll(keepingCapacity: true)
    unsafe latest = nil
  }

  func index(of topic: OpaquePointer?) -> Int {
    guard let topic = unsafe topic else { return unsafe index(named: nil) }
    if let latest = unsafe latest, unsafe latest.topic == topic {
      return unsafe latest.index
    }
    if let entry = unsafe known.first(where: { unsafe $0.topic == topic }) {
      unsafe latest = unsafe entry
      return unsafe entry.index
    }
    let index = unsafe index(named: rd_kafka_topic_name(topic))
    unsafe known.append((topic, index))
    unsafe latest = unsafe (topic, index)
    return index
  }

  private func index(named name: UnsafePointer<CChar>?) -> Int {
    let bytes = unsafe bytesUntilNul(name)
    if let index = nameBytes.firstIndex(where: { unsafe $0.elementsEqual(bytes) }) {
      return index
    }
    nameBytes.append(unsafe Array(bytes))
    names.append(unsafe String(decoding: bytes, as: UTF8.self))
    return names.count - 1
  }
}

/// The bytes of a C string without its end; none if there is no string.
func bytesUntilNul(_ text: UnsafePointer<CChar>?) -> UnsafeBufferPointer<UInt8> {
  guard let text = unsafe text else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
  var count = 0
  while unsafe text[count] != 0 { count += 1 }
  return unsafe UnsafeBufferPointer(
    start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: count)
}
