import FoundationEssentials

/// The offsets of a partition that a redrive is done with: all before a base, and stretches after it.
///
/// An offset alone would hide what filters and ranges have left from every later run. The base is the group's committed
/// offset, the stretches are the metadata of that commit.
struct PassedOffsets: Equatable {
  private(set) var base: Int64
  /// Stretches after the base in ascending order, none of which touches another.
  private(set) var stretches: [Range<Int64>] = []

  init(base: Int64) { self.base = base }

  /// How many bytes of metadata are written; Kafka takes 4,096 unless it is configured.
  static let byteLimit = 4000
  /// What one more offset adds at the most: three numbers, two of them new, in four-bit steps and base64.
  static let growthLimit = 64

  func contains(_ offset: Int64) -> Bool {
    if offset < base { return true }
    let index = firstStretch(endingAfter: offset)
    return index < stretches.count && stretches[index].contains(offset)
  }

  /// How many of the offsets of a range are among them.
  func count(in range: Range<Int64>) -> Int64 {
    let before = max(0, min(base, range.upperBound) - range.lowerBound)
    return stretches.reduce(before) { $0 + Int64($1.clamped(to: range).count) }
  }

  mutating func insert(_ offsets: Range<Int64>) {
    var new = max(base, offsets.lowerBound)..<max(base, offsets.upperBound)
    guard !new.isEmpty else { return }
    let first = firstStretch(endingAfter: new.lowerBound - 1)
    var end = first
    while end < stretches.count, stretches[end].lowerBound <= new.upperBound {
      new = min(new.lowerBound, stretches[end].lowerBound)..<max(new.upperBound, stretches[end].upperBound)
      end += 1
    }
    stretches.replaceSubrange(first..<end, with: CollectionOfOne(new))
    if let lowest = stretches.first, lowest.lowerBound == base {
      base = lowest.upperBound
      stretches.removeFirst()
    }
  }

  /// The first stretch that does not end at the offset or before it.
  private func firstStretch(endingAfter offset: Int64) -> Int {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension PassedOffsets {
  private static let format = "1:"

  /// The stretches as text: gap, stretch, gap, stretch, each as steps of three bits and a mark that more follow.
  var metadata: String {
    guard !stretches.isEmpty else { return "" }
    var steps: [UInt8] = []
    func append(_ count: Int64) {
      var rest = count - 1
      while rest > 7 {
        steps.append(UInt8(rest & 7) | 8)
        rest >>= 3
      }
      steps.append(UInt8(rest))
    }
    var end = base
    for stretch in stretches {
      append(stretch.lowerBound - end)
      append(stretch.upperBound - stretch.lowerBound)
      end = stretch.upperBound
    }
    // A last step that begins a number without an end fills the byte.
    if steps.count % 2 != 0 { steps.append(8) }
    let bytes = stride(from: 0, to: steps.count, by: 2).map { steps[$0] << 4 | steps[$0 + 1] }
    return Self.format + Data(bytes).base64EncodedString()
  }

  /// Reads a commit; nil if its metadata was not written by this program, or by a newer version of it.
  init?(base: Int64, metadata: String) {
    self.init(base: base)
    guard !metadata.isEmpty else { return }
    guard metadata.hasPrefix(Self.format), let data = Data(base64Encoded: String(metadata.dropFirst(Self.format.count)))
    else { return nil }
    var end = base
    var start: Int64?
    var number: UInt64 = 0
    var shift: UInt64 = 0
    for step in data.flatMap({ [$0 >> 4, $0 & 15] }) {
      guard shift < 60 else { return nil }
      number |= UInt64(step & 7) << shift
      shift += 3
      guard step & 8 == 0 else { continue }
      let (place, overflow) = (start ?? end).addingReportingOverflow(Int64(number) + 1)
      guard !overflow else { return nil }
      if let first = start {
        stretches.append(first..<place)
        end = place
        start = nil
      } else {
        start = place
      }
      number = 0
      shift = 0
    }
    guard start == nil else { return nil }
  }
}
