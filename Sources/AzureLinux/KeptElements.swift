import StrictJSON

/// What was found out about the first elements of a batch when all of it was checked to be JSON, so that they are not read twice.
struct KeptElements: ~Copyable {
  /// Where the next element is; good for the batch that it was made for, and no other.
  struct Place {
    fileprivate var batch = -1
    fileprivate var index = 0
  }

  private struct Element {
    let range: Range<Int>
    let copy: Range<Int>
    let members: RecordMembers
  }

  /// Of a longer batch the rest is read twice: the memory has to stay small.
  private static let elementLimit = 256
  private static let copyLimit = 256 * 1024

  private var elements: [Element] = []
  private var batch = 0
  /// Where the members of elements are put that are not kept.
  private var members = RecordMembers()
  /// How much of the reader's copies is in use for elements.
  private(set) var copiedByteCount = 0

  var first: Place { Place(batch: batch) }

  mutating func removeAll() {
    batch &+= 1
    elements.removeAll(keepingCapacity: true)
    copiedByteCount = 0
  }

  /// Reads an element of known layout and keeps it; returns its end, nil if the layout is not known.
  mutating func read(
    _ value: Span<UInt8>, from start: Int, layouts: inout LayoutTrie, copies: inout ByteBuffer
  ) -> Int? {
    guard let end = layouts.read(value, from: start, into: &members, copy: &copies) else { return nil }
    if elements.count < Self.elementLimit, copies.count <= Self.copyLimit {
      elements.append(Element(range: start..<end, copy: copiedByteCount..<copies.count, members: members))
      copiedByteCount = copies.count
    } else {
      copies.truncate(to: copiedByteCount)
    }
    return end
  }

  /// The end and the copy of the element that begins at `start` if it was kept.
  mutating func take(_ place: inout Place, at start: Int, into members: inout RecordMembers) -> (Int, Range<Int>)? {
    guard place.batch == batch, place.index < elements.count, elements[place.index].range.lowerBound == start else {
      return nil
    }
    members = elements[place.index].members
    let element = elements[place.index]
    place.index += 1
    return (element.range.upperBound, element.copy)
  }
}
