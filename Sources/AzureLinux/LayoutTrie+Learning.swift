import CByteScan
import StrictJSON

/// How layouts come into the trie, and leave it.
extension LayoutTrie {
  /// Longer ones are rare and would fill the trie.
  private static let literalByteLimit = 512
  /// A lesson costs about as much as reading thirty records, so that records whose layouts never come again may not each give
  /// one: one of so many records of unknown layout does.
  private static let missesPerLesson: UInt64 = 64

  /// Learns the layout of a record that the strict reader has read.
  mutating func learn(_ record: Range<Int>, of value: Span<UInt8>) {
    guard learns else { return }
    misses &+= 1
    if misses % Self.missesPerLesson == 0 { patience += 1 }
    guard patience > 0, record.count <= Self.recordByteLimit else { return }
    patience -= 1
    guard lesson.take(record, of: value) else { return }
    var literalByteCount = 0
    var position = record.lowerBound
    for token in lesson.tokens {
      guard token.range.lowerBound - position <= Self.literalByteLimit else { return }
      literalByteCount += token.range.lowerBound - position
      position = token.range.upperBound
    }
    // As it is, and with two bytes for each quote; the padding is read behind the last.
    let needed = 3 * literalByteCount + Int(BYTE_SCAN_LITERAL_PADDING)
    if !hasRoom(nodes: lesson.tokens.count, bytes: needed) {
      makeRoom()
      guard hasRoom(nodes: lesson.tokens.count, bytes: needed) else { return }
    }
    insert(record, of: value)
  }

  private func hasRoom(nodes: Int, bytes: Int) -> Bool {
    nodeCount + nodes <= Self.nodeLimit && byteCount + bytes <= Self.byteLimit && leafCount < Self.leafLimit
  }

  private mutating func insert(_ record: Range<Int>, of value: Span<UInt8>) {
    var parent = 0
    var position = record.lowerBound
    for token in lesson.tokens {
      parent = unsafe value.extracting(position..<token.range.lowerBound).withUnsafeBufferPointer { literal in
        unsafe child(of: parent, literal, token)
      }
      position = token.range.upperBound
    }
  }

  /// The node of a literal after that of another; it is made if there is none.
  private mutating func child(of parent: Int, _ literal: UnsafeBufferPointer<UInt8>, _ token: LayoutLesson.Token) -> Int
  {
    var last = 0
    var index = unsafe Int(nodes[parent].child)
    while index != 0 {
      let node = unsafe nodes[index]
      if node.value == token.value, node.slot == token.slot, Int(node.count) == literal.count,
        unsafe literal.elementsEqual(UnsafeBufferPointer(start: bytes + Int(node.literal), count: literal.count))
      {
        return index
      }
      last = index
      index = Int(node.sibling)
    }
    let start = byteCount
    // A literal is never empty: something stands between two values.
    if let base = literal.baseAddress {
      unsafe memcpy(bytes + start, base, literal.count)
      byteCount += literal.count
      // It holds no control characters but white space, so that this is at most twice as long; the room for whole blocks is
      // that of the padding.
      byteCount += unsafe byte_scan_escape(bytes + byteCount, base, literal.count)
    }
    var node = Node(
      literal: Int32(start), count: Int32(literal.count), escapedCount: Int32(byteCount - start - literal.count),
      value: token.value, slot: token.slot)
    if token.value == .end {
      node.child = Int32(leafCount)
      unsafe leaves[leafCount] = Leaf(found: lesson.found, uses: 0)
      leafCount += 1
    }
    let made = nodeCount
    unsafe nodes[made] = node
    nodeCount += 1
    // The layouts learned first are the common ones: they stay in front.
    if last == 0 { unsafe nodes[parent].child = Int32(made) } else { unsafe nodes[last].sibling = Int32(made) }
    return made
  }

  // MARK: - Making room

  /// Drops the layouts that hardly a record had since room was made last; all, if that is not enough.
  private mutating func makeRoom() {
    let old = unsafe (nodes: nodes, bytes: bytes, leaves: leaves)
    let step = half == 0 ? 1 : -1
    unsafe nodes += step * Self.nodeLimit
    unsafe bytes += step * Self.byteLimit
    unsafe leaves += step * Self.leafLimit
    half += step
    (nodeCount, byteCount, leafCount) = (1, 0, 0)
    unsafe nodes[0] = Self.root
    let first = unsafe copyUsed(old.nodes[0].child, old.nodes, old.bytes, old.leaves)
    unsafe nodes[0].child = first
    if nodeCount > Self.nodeLimit / 2 || byteCount > Self.byteLimit / 2 || leafCount > Self.leafLimit / 2 {
      (nodeCount, byteCount, leafCount) = (1, 0, 0)
      unsafe nodes[0] = Self.root
    }
  }

  /// Copies a node and its siblings, each with all that follows it, if it leads to a layout that is used; returns the first.
  ///
  /// Recursion is bounded by how many values a lesson takes.
  private mutating func copyUsed(
    _ first: Int32, _ oldNodes: UnsafePointer<Node>, _ oldBytes: UnsafePointer<UInt8>, _ oldLeaves: UnsafePointer<Leaf>
  ) -> Int32 {
    var head: Int32 = 0
    var last: Int32 = 0
    var index = first
    while index != 0 {
      let old = unsafe oldNodes[Int(index)]
      index = old.sibling
      var node = old
      node.sibling = 0
      if old.value == .end {
        let leaf = unsafe oldLeaves[Int(old.child)]
        guard leaf.uses > 1 else { continue }
        node.child = Int32(leafCount)
        unsafe leaves[leafCount] = Leaf(found: leaf.found, uses: 0)
        leafCount += 1
      } else {
        node.child = unsafe copyUsed(old.child, oldNodes, oldBytes, oldLeaves)
        guard node.child != 0 else { continue }
      }
      node.literal = Int32(byteCount)
      let byteCountOfNode = Int(node.count + node.escapedCount)
      unsafe memcpy(bytes + byteCount, oldBytes + Int(old.literal), byteCountOfNode)
      byteCount += byteCountOfNode
      let made = Int32(nodeCount)
      unsafe nodes[nodeCount] = node
      nodeCount += 1
      if last == 0 { head = made } else { unsafe nodes[Int(last)].sibling = made }
      last = made
    }
    return head
  }
}
