public import StrictJSON

/// Reads Kafka values: tells records from batches and garbage, and finds the syslog line in a record.
///
/// Reused for every value, so that nothing is allocated per record; not thread-safe. The order of calls is `readValue`, then for a
/// batch `nextElement` until nil. The whole value is checked to be JSON before the first element is handed out: a truncated
/// batch is one dead letter, not some events and a dead letter.
public struct RecordReader: ~Copyable {
  static let recordNames = MemberTable(MemberName.ofRecord)
  static let propertiesNames = MemberTable(MemberName.ofProperties)

  private let recordNames = RecordReader.recordNames
  private let propertiesNames = RecordReader.propertiesNames
  var members = RecordMembers()
  /// What is repaired in a `properties` member that is a string.
  public var repairs: JSONRepairs = []
  /// What was repaired in the `properties` text of the record that `content` was asked for last.
  public private(set) var propertiesRepairs: JSONRepairs = []
  /// What slices that are not of the value count from: the decoded text of a `properties` member that is a string, then the
  /// fields that were written in another form than the record's.
  public internal(set) var propertiesText = ByteBuffer(capacity: 1024)
  private var decodedName = ByteBuffer(capacity: 64)
  /// The characters of a field while it is settled.
  var field = ByteBuffer(capacity: 256)
  private var cursor = Cursor()
  var layouts: LayoutTrie
  /// Records as the insides of JSON strings: first those of the elements that `kept` tells of, then the one read last.
  public private(set) var copies = ByteBuffer(capacity: 64)
  /// Where in `copies` the record read last stands; empty if it was not written down while it was read.
  public private(set) var copy = 0..<0
  var kept = KeptElements()

  /// Where in a batch the next element is read.
  public struct Cursor: Sendable {
    var position = 0
    var isFirst = true
    /// Where in `kept` the next element is, if that is still about the same batch.
    var kept = KeptElements.Place()
  }

  public init() { self.init(learns: true) }

  /// - Parameter learns: whether the layouts of records are kept; not worth it for a few records.
  init(learns: Bool) { layouts = LayoutTrie(learns: learns) }

  /// Reads a whole value.
  public mutating func readValue(_ value: Span<UInt8>) -> ValueContent {
    var reader = JSONReader(value)
    reader.skipByteOrderMark()
    reader.skipWhitespace()
    guard !reader.isAtEnd else { return .empty }
    forgetElements()
    do throws(JSONError) {
      let start = reader.position
      switch try reader.peek() {
      case UInt8(ascii: "{"):
        try readObject(&reader, of: value)
        let record = JSONSlice(start, reader.position, .object)
        try reader.expectEnd()
        let records = members[.records]
        switch records.kind {
        case .absent: return .record(record)
        case .array:
          cursor = Cursor(position: records.range.lowerBound + 1, kept: kept.first)
          return .batch
        default: return .notARecord(record, "its member \"records\" is no array")
        }
      case UInt8(ascii: "["):
        try readElements(&reader, of: value)
        try reader.expectEnd()
        cursor = Cursor(position: start + 1, kept: kept.first)
        return .batch
      default:
        let other = try reader.readValue()
        try reader.expectEnd()
        return .notARecord(other, "the value is no object and no array")
      }
    } catch {
      return .invalid(error)
    }
  }

  /// The next element of the batch that `readValue` found in the same `value`, nil behind the last.
  ///
  /// An object's content is then in `content`.
  public mutating func nextElement(of value: Span<UInt8>) -> JSONSlice? {
    var reader = JSONReader(value, at: cursor.position)
    do throws(JSONError) {
      guard try reader.nextElement(isFirst: &cursor.isFirst) else { return nil }
      let start = reader.position
      let element: JSONSlice
      if try reader.peek() == UInt8(ascii: "{") {
        if let (end, copy) = kept.take(&cursor.kept, at: start, into: &members) {
          self.copy = copy
          reader.advance(to: end)
        } else {
          try readObject(&reader, of: value)
        }
        element = JSONSlice(start, reader.position, .object)
      } else {
        element = try reader.readValue()
      }
      cursor.position = reader.position
      return element
    } catch {
      // Only a value that was not read whole first can lead here.
      return nil
    }
  }

  /// What the `records` of the object read last are; `absent` for a record.
  public var recordsMember: JSONSlice.Kind { members[.records].kind }

  /// Goes into the batch that the object read last is; returns where to go on after it, for `resume`.
  public mutating func enterBatch() -> Cursor {
    let outer = cursor
    cursor = Cursor(position: members[.records].range.lowerBound + 1, kept: kept.first)
    return outer
  }

  /// Begins with the elements of an array that has been read whole.
  public mutating func enterArray(_ array: JSONSlice) -> Cursor {
    let outer = cursor
    cursor = Cursor(position: array.range.lowerBound + 1)
    return outer
  }

  /// Where the batch goes on, for `resume` after another value has been read.
  public func suspended() -> Cursor { cursor }

  public mutating func resume(at outer: Cursor) { cursor = outer }

  /// What the record read last is.
  public mutating func content(in value: Span<UInt8>) -> RecordContent {
    propertiesRepairs = []
    propertiesText.removeAll()
    if members[.properties].kind == .string { readPropertiesText(in: value) }
    let content = unsafe propertiesText.span.withUnsafeBufferPointer { text in
      unsafe members.content(value: value, propertiesText: text.span)
    }
    guard case .syslog(var record) = content, !record.doubts.isEmpty else { return content }
    settle(&record, in: value)
    return .syslog(record)
  }

  /// The record read last as the inside of a JSON string, if it is in `copies`.
  public var escapedRecord: Span<UInt8> {
    @_lifetime(borrow self)
    get { copies.span.extracting(copy) }
  }

  /// Reads an object that stands where the reader does; its content is then in `content`.
  public mutating func readObject(_ reader: inout JSONReader, of value: Span<UInt8>) throws(JSONError) {
    copies.truncate(to: kept.copiedByteCount)
    let start = reader.position
    if let end = layouts.read(value, from: start, into: &members, copy: &copies) {
      copy = kept.copiedByteCount..<copies.count
      return reader.advance(to: end)
    }
    copy = 0..<0
    try readMembers(&reader, of: value)
    layouts.learn(start..<reader.position, of: value)
  }

  /// Reads an array and keeps what it finds out about elements of known layout.
  private mutating func readElements(_ reader: inout JSONReader, of value: Span<UInt8>) throws(JSONError) {
    forgetElements()
    try reader.beginArray()
    var isFirst = true
    while try reader.nextElement(isFirst: &isFirst) {
      guard try reader.peek() == UInt8(ascii: "{") else {
        _ = try reader.readValue()
        continue
      }
      let start = reader.position
      if let end = kept.read(value, from: start, layouts: &layouts, copies: &copies) {
        reader.advance(to: end)
      } else {
        _ = try reader.readValue()
        layouts.learn(start..<reader.position, of: value)
      }
    }
  }

  private mutating func forgetElements() {
    kept.removeAll()
    copies.removeAll()
    copy = 0..<0
  }

  private mutating func readMembers(_ reader: inout JSONReader, of value: Span<UInt8>) throws(JSONError) {
    members.removeAll()
    try reader.beginObject()
    var isFirst = true
    while let key = try reader.nextKey(isFirst: &isFirst) {
      guard let match = find(key, in: value, reader: reader, table: recordNames) else {
        _ = try reader.readValue()
        continue
      }
      if match.name == .records, members.accepts(match), try reader.peek() == UInt8(ascii: "[") {
        let start = reader.position
        try readElements(&reader, of: value)
        members.set(match, to: JSONSlice(start, reader.position, .array))
        continue
      }
      guard match.name == .properties, members.accepts(match) else {
        members.set(match, to: try reader.readValue())
        continue
      }
      // Of two `properties` the last counts, whole: nothing of an earlier one may shine through.
      members.removeProperties()
      guard try reader.peek() == UInt8(ascii: "{") else {
        members.set(match, to: try reader.readValue())
        continue
      }
      let start = reader.position
      try readProperties(&reader, of: value)
      members.set(match, to: JSONSlice(start, reader.position, .object))
    }
  }

  private mutating func readProperties(_ reader: inout JSONReader, of bytes: Span<UInt8>) throws(JSONError) {
    try reader.beginObject()
    var isFirst = true
    while let key = try reader.nextKey(isFirst: &isFirst) {
      let value = try reader.readValue()
      if let match = find(key, in: bytes, reader: reader, table: propertiesNames) { members.set(match, to: value) }
    }
  }

  /// `properties` as JSON text inside a string; what cannot be read there leaves its members absent.
  private mutating func readPropertiesText(in value: Span<UInt8>) {
    let slice = members[.properties]
    propertiesText.removeAll()
    JSONString.appendDecoded(value.extracting(slice.range), to: &propertiesText)
    members.removeProperties()
    // The reader looks at the buffer while `readProperties` fills `members`; the text is moved out and back for that.
    var text = ByteBuffer(capacity: 64)
    swap(&text, &propertiesText)
    do throws(JSONError) {
      var reader = JSONReader(text.span)
      reader.skipWhitespace()
      if !reader.isAtEnd, try reader.peek() == UInt8(ascii: "{") {
        try readProperties(&reader, of: text.span)
        try reader.expectEnd()
        members.hasPropertiesText = true
      }
    } catch {
      members.removeProperties()
      repairProperties(&text, after: error)
    }
    swap(&text, &propertiesText)
  }

  /// Puts the text in the form that `members` are then read from in its place, if it can be repaired.
  private mutating func repairProperties(_ text: inout ByteBuffer, after error: JSONError) {
    guard !repairs.isEmpty, var repaired = JSONRepairer.repaired(text.span, repairs, after: error) else { return }
    if readProperties(repaired: repaired.span, of: text.span) {
      swap(&text, &repaired)
    } else {
      members.removeProperties()
    }
  }

  private mutating func readProperties(repaired: Span<UInt8>, of text: Span<UInt8>) -> Bool {
    var places = RepairedOffsets(repairs)
    do throws(JSONError) {
      var reader = JSONReader(repaired)
      reader.skipWhitespace()
      let start = reader.position
      guard !reader.isAtEnd, try reader.peek() == UInt8(ascii: "{") else { return false }
      try readProperties(&reader, of: repaired)
      let found = places.original(of: start..<reader.position, in: text).repairs
      try reader.expectEnd()
      guard !found.contains(.singleQuotes) || JSONRepairer.isCertain(repaired) else { return false }
      members.hasPropertiesText = true
      propertiesRepairs = found
      return true
    } catch {
      return false
    }
  }

  @inline(__always)
  private mutating func find(
    _ key: JSONSlice, in bytes: Span<UInt8>, reader: borrowing JSONReader, table: MemberTable
  ) -> MemberTable.Match? {
    if !key.hasEscapes { return table.find(reader.prefix16(of: key), length: key.range.count) }
    // One decoded byte takes six at the most: a longer name is none of these.
    guard key.range.count <= 96 else { return nil }
    decodedName.removeAll()
    JSONString.appendDecoded(bytes.extracting(key.range), to: &decodedName)
    guard decodedName.count <= 16 else { return nil }
    var packed: UInt128 = 0
    for index in decodedName.span.indices.reversed() { packed = packed << 8 | UInt128(decodedName.span[index]) }
    return table.find(packed, length: decodedName.count)
  }
}
