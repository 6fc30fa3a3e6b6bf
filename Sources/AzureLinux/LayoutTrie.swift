import CByteScan
import StrictJSON

/// The layouts of records that were read before: what stands between the values, byte for byte.
///
/// A service writes its records in a handful of layouts: the same names in the same order with the same white space. Such a
/// record is read as literals that are compared and values that are scanned. The layouts form a trie: a node is the literal from
/// the end of one value to the beginning of the next, and what kind of value that is. A walk that comes to the end has checked
/// every byte: the literals are those of a record that the strict reader has read, and a value between them is a whole string or
/// a whole number as there. Any other record is the strict reader's, from its beginning. It teaches its layout, see `learn`.
///
/// The same walk writes the record as the inside of a JSON string, of which every event has one.
///
/// The memory has a fixed size: see `makeRoom`. Not thread-safe.
@safe struct LayoutTrie: ~Copyable {
  struct Node {
    /// Where in `bytes` the literal begins; behind it stands the same as the inside of a JSON string.
    var literal: Int32
    var count: Int32
    var escapedCount: Int32
    /// What follows the literal, of one record always, from the first on; 0 for none. Of the end of a record the leaf.
    var child: Int32 = 0
    /// Another way on from the value before this literal; 0 for none.
    var sibling: Int32 = 0
    var value: Value
    /// The slot of `RecordMembers` that the value belongs to.
    var slot: UInt8
  }

  enum Value: UInt8 {
    /// The literal ends with the opening quote.
    case string
    /// The literal ends before the first digit.
    case number
    /// The literal ends with the word, of which only the kind counts.
    case null, boolean
    /// The literal ends with the `}` of the record.
    case end
  }

  /// The end of a layout.
  struct Leaf {
    /// The members that the layout has, one bit each.
    var found: UInt32
    /// How many records had it since room was made last.
    var uses: UInt32
  }

  static let nodeLimit = 1024
  static let byteLimit = 48 * 1024
  static let leafLimit = 256
  /// Longer records are read strictly: the copy of a record has a bounded size.
  static let recordByteLimit = 16 * 1024
  /// What a copy takes at the most: of a record's bytes the quotes, the backslashes and the white space become two bytes each.
  static let copyRoom = 2 * recordByteLimit + 64

  // Each has room for two tries: the one in use, and the one that `makeRoom` puts together. Node 0 is the root.
  var nodes: UnsafeMutablePointer<Node>
  var bytes: UnsafeMutablePointer<UInt8>
  var leaves: UnsafeMutablePointer<Leaf>
  var nodeCount = 1
  var byteCount = 0
  var leafCount = 0
  /// Which half is in use: 0 or 1.
  var half = 0
  /// What lessons may still be taken; see `mayLearn`.
  var patience = 128
  var misses: UInt64 = 0
  var lesson = LayoutLesson()

  /// Whether layouts are learned; a reader of a few records has no use for them.
  let learns: Bool

  init(learns: Bool = true) {
    self.learns = learns
    unsafe nodes = .allocate(capacity: learns ? 2 * Self.nodeLimit : 1)
    unsafe bytes = .allocate(capacity: learns ? 2 * Self.byteLimit : 1)
    unsafe leaves = .allocate(capacity: learns ? 2 * Self.leafLimit : 1)
    unsafe nodes[0] = Self.root
  }

  deinit {
    let offset = half
    unsafe (nodes - offset * Self.nodeLimit).deallocate()
    unsafe (bytes - offset * Self.byteLimit).deallocate()
    unsafe (leaves - offset * Self.leafLimit).deallocate()
  }

  static let root = Node(literal: 0, count: 0, escapedCount: 0, value: .null, slot: RecordMembers.ignored)

  /// Reads the record that begins at `start` if its layout is known.
  ///
  /// - Parameters:
  ///   - members: what they hold is unspecified if the layout is not known.
  ///   - copy: gets the record as the inside of a JSON string behind what it holds; nothing if the layout is not known.
  /// - Returns: the first byte after the record; nil if the layout is not known.
  mutating func read(
    _ value: Span<UInt8>, from start: Int, into members: inout RecordMembers, copy: inout ByteBuffer
  ) -> Int? {
    let first = unsafe nodes[0].child
    guard first != 0 else { return nil }
    return unsafe value.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, start < buffer.count else { return nil }
      let limit = min(buffer.count, start + Self.recordByteLimit)
      var end: Int?
      unsafe copy.append(room: Self.copyRoom) { room in
        guard let walk = unsafe walk(value, base, from: start, to: limit, first, &members, room) else { return 0 }
        end = walk.end
        return walk.copied
      }
      return end
    }
  }

  @inline(__always)
  private func walk(
    _ value: Span<UInt8>, _ base: UnsafePointer<UInt8>, from start: Int, to limit: Int, _ first: Int32,
    _ members: inout RecordMembers, _ room: UnsafeMutablePointer<UInt8>
  ) -> (end: Int, copied: Int)? {
    let end = unsafe base + limit
    var place = unsafe base + start
    var out = unsafe room
    var index = first
    while true {
      var node = unsafe nodes + Int(index)
      while unsafe byte_scan_begins_with(place, end, bytes + Int(node.pointee.literal), Int(node.pointee.count)) == 0
        || (node.pointee.value == .number && !Self.beginsNumber(place + Int(node.pointee.count), end))
      {
        let sibling = unsafe node.pointee.sibling
        guard sibling != 0 else { return nil }
        unsafe node = nodes + Int(sibling)
      }
      let count = unsafe Int(node.pointee.count)
      let escapedCount = unsafe Int(node.pointee.escapedCount)
      unsafe byte_scan_copy_literal(out, bytes + Int(node.pointee.literal) + count, escapedCount)
      unsafe place += count
      unsafe out += escapedCount
      let from = unsafe place - base
      let slot = unsafe node.pointee.slot
      guard unsafe node.pointee.value != .string else {
        let stop = unsafe byte_scan_copy_plain_string(place, end, out)
        guard unsafe stop < end else { return nil }
        if unsafe stop.pointee == UInt8(ascii: "\"") {
          unsafe members.put(JSONSlice(from, stop - base, .string), at: slot)
          unsafe out += stop - place
          unsafe place = stop
        } else {
          guard let slice = Self.string(in: value, at: from - 1), slice.range.upperBound < limit else { return nil }
          members.put(slice, at: slot)
          unsafe out += byte_scan_escape(out, place, slice.range.count)
          unsafe place += slice.range.count
        }
        index = unsafe node.pointee.child
        continue
      }
      switch unsafe node.pointee.value {
      case .number:
        while unsafe place < end, unsafe place.pointee &- UInt8(ascii: "0") < 10 {
          unsafe out.pointee = place.pointee
          unsafe place += 1
          unsafe out += 1
        }
        unsafe members.put(JSONSlice(from, place - base, .number), at: slot)
      case .null: members.put(JSONSlice(from, from, .null), at: slot)
      case .boolean: members.put(JSONSlice(from, from, .boolean), at: slot)
      case .end:
        let leaf = unsafe Int(node.pointee.child)
        unsafe leaves[leaf].uses &+= 1
        unsafe members.finish(leaves[leaf].found, start..<from)
        return unsafe (from, out - room)
      case .string: return nil
      }
      index = unsafe node.pointee.child
    }
  }

  /// A number without sign, fraction and exponent; what more it has is no digit, and the next literal does not fit then.
  @inline(__always)
  private static func beginsNumber(_ place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    guard unsafe place < end else { return false }
    let digit = unsafe place.pointee &- UInt8(ascii: "0")
    guard digit == 0 else { return digit < 10 }
    // RFC 8259 has no leading zeros.
    return unsafe place + 1 < end && place[1] &- UInt8(ascii: "0") >= 10
  }

  /// A string with escapes or characters beyond ASCII, read strictly.
  @inline(never)
  private static func string(in value: Span<UInt8>, at quote: Int) -> JSONSlice? {
    var reader = JSONReader(value, at: quote)
    return try? reader.readString()
  }
}
