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
    origin: RecordOrigin, eventIDPrefix: [UInt8], tellsCreation: Bool
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
    if !origin.hasKey { makeKey(record, value: value, propertiesText: propertiesText) }
    eventID.removeAll()
    if !eventIDPrefix.isEmpty { makeEventID(eventIDPrefix, origin, index: index) }
  }

  /// The resource id in lower case, since Azure writes one machine's id in several cases; else the host.
  private mutating func makeKey(_ record: SyslogRecord, value: Span<UInt8>, propertiesText: borrowing ByteBuffer) {
    let resourceID = record.resourceID
    if resourceID.isPresent, !resourceID.slice.isEmpty {
      if resourceID.slice.hasEscapes {
        Self.append(lowercasing: self.resourceID, to: &key)
      } else {
        let source = resourceID.source == .value ? value : propertiesText.span
        key.append(lowercasingASCII: source.extracting(resourceID.slice.range))
      }
    } else if record.host.isPresent {
      Self.decode(record.host, value, propertiesText, into: &key)
    }
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
