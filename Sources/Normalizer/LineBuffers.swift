import AzureLinux
import StrictJSON

/// What a record does not hold in the form its event needs: strings without their escapes, and what is made of several fields.
struct LineBuffers: ~Copyable {
  /// The decoded text, program, host and resource id of a record in which they have escapes.
  var text = ByteBuffer()
  var program = ByteBuffer(capacity: 256)
  var host = ByteBuffer(capacity: 256)
  var resourceID = ByteBuffer(capacity: 512)
  /// The Kafka timestamp as text, of a record without a time.
  var time = ByteBuffer(capacity: 64)
  /// The Kafka timestamp as text, for the formats that tell it.
  var created = ByteBuffer(capacity: 64)
  /// The key of an event whose value has none.
  var key = ByteBuffer(capacity: 512)
  /// `topic/partition/offset`, in a batch with `/record` behind it.
  var eventID = ByteBuffer(capacity: 512)

  /// Fills them for one record.
  mutating func prepare(
    _ record: SyslogRecord, value: Span<UInt8>, propertiesText: borrowing ByteBuffer, index: Int?,
    origin: RecordOrigin, eventIDPrefix: [UInt8], eventKey: NormalizerOptions.EventKey, tellsCreation: Bool
  ) {
    if record.text.slice.hasEscapes {
      text.removeAll()
      Self.decode(record.text, value, propertiesText, into: &text)
    }
    if record.program.slice.hasEscapes {
      program.removeAll()
      Self.decode(record.program, value, propertiesText, into: &program)
    }
    if record.host.slice.hasEscapes {
      host.removeAll()
      Self.decode(record.host, value, propertiesText, into: &host)
    }
    if record.resourceID.slice.hasEscapes {
      // Serializers that escape every slash are common, and both spellings name the same machine.
      resourceID.removeAll()
      Self.decode(record.resourceID, value, propertiesText, into: &resourceID)
    }
    time.removeAll()
    if !record.time.isPresent, let milliseconds = origin.timestampMilliseconds {
      KafkaTime.append(milliseconds, to: &time)
    }
    created.removeAll()
    if tellsCreation, let milliseconds = origin.timestampMilliseconds { KafkaTime.append(milliseconds, to: &created) }
    key.removeAll()
    if !origin.hasKey || eventKey != .record {
      makeKey(record, value: value, propertiesText: propertiesText, by: eventKey)
    }
    eventID.removeAll()
    if !eventIDPrefix.isEmpty { makeEventID(eventIDPrefix, origin, index: index) }
  }

  /// The resource id in lower case, since Azure writes one machine's id in several cases, or the host.
  ///
  /// Behind a forwarder all records have its resource id, and only the host's name tells its machines apart.
  private mutating func makeKey(
    _ record: SyslogRecord, value: Span<UInt8>, propertiesText: borrowing ByteBuffer,
    by eventKey: NormalizerOptions.EventKey
  ) {
    let hasResource = record.resourceID.isPresent && !record.resourceID.slice.isEmpty
    if hasResource {
      if record.resourceID.slice.hasEscapes {
        Self.append(lowercasing: resourceID, to: &key)
      } else {
        let source = record.resourceID.source == .value ? value : propertiesText.span
        key.append(lowercasingASCII: source.extracting(record.resourceID.slice.range))
      }
    }
    guard record.host.isPresent, !record.host.slice.isEmpty, eventKey != .resource || !hasResource else { return }
    let isForced = eventKey == .host || !hasResource
    if record.host.slice.hasEscapes {
      Self.take(host: host, into: &key, isForced: isForced)
    } else {
      let source = record.host.source == .value ? value : propertiesText.span
      Self.take(source.extracting(record.host.slice.range), into: &key, isForced: isForced)
    }
  }

  private static func take(host: borrowing ByteBuffer, into key: inout ByteBuffer, isForced: Bool) {
    take(host.span, into: &key, isForced: isForced)
  }

  /// Makes the host the key, in any case or where it is not the name of the resource that is the key so far.
  private static func take(_ host: Span<UInt8>, into key: inout ByteBuffer, isForced: Bool) {
    guard isForced || !isNamed(key.span, host) else { return }
    key.removeAll()
    key.append(host)
  }

  /// Whether a resource id in lower case ends with this host's name, or with its first label.
  private static func isNamed(_ resourceID: Span<UInt8>, _ host: Span<UInt8>) -> Bool {
    var label = 0
    while label < host.count, host[label] != UInt8(ascii: ".") { label += 1 }
    return endsWith(resourceID, host, host.count) || endsWith(resourceID, host, label)
  }

  private static func endsWith(_ resourceID: Span<UInt8>, _ host: Span<UInt8>, _ count: Int) -> Bool {
    guard count > 0, count < resourceID.count else { return false }
    let start = resourceID.count - count
    guard resourceID[start - 1] == UInt8(ascii: "/") else { return false }
    for index in 0..<count {
      let byte = host[index]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      guard resourceID[start + index] == (isUpper ? byte | 0x20 : byte) else { return false }
    }
    return true
  }

  private static func append(lowercasing buffer: borrowing ByteBuffer, to key: inout ByteBuffer) {
    key.append(lowercasingASCII: buffer.span)
  }

  private mutating func makeEventID(_ prefix: [UInt8], _ origin: RecordOrigin, index: Int?) {
    eventID.append(prefix.span)
    eventID.append(decimal: Int64(origin.partition))
    eventID.append(UInt8(ascii: "/"))
    eventID.append(decimal: origin.offset)
    guard let index else { return }
    eventID.append(UInt8(ascii: "/"))
    eventID.append(decimal: Int64(index))
  }

  private static func decode(
    _ field: SyslogRecord.Field, _ value: Span<UInt8>, _ propertiesText: borrowing ByteBuffer,
    into buffer: inout ByteBuffer
  ) {
    switch field.source {
    case .value: JSONString.appendDecoded(value.extracting(field.slice.range), to: &buffer)
    case .propertiesText: JSONString.appendDecoded(propertiesText.span.extracting(field.slice.range), to: &buffer)
    }
  }
}
