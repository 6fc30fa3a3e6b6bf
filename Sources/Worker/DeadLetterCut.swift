/// What a dead letter has to do without, so that its topic takes it.
struct DeadLetterCut {
  private(set) var maximumByteCount = Int.max
  var keepsDetail = true
  /// The key and the headers of the record.
  var keepsOrigin = true

  /// Takes the next thing away from a dead letter that was refused: the detail, half of the value each time, the origin.
  ///
  /// - Returns: false if nothing is left to take away.
  mutating func shrink(hasDetail: Bool, byteCount: Int) -> Bool {
    if hasDetail {
      keepsDetail = false
    } else if byteCount > 1 {
      maximumByteCount = byteCount / 2
    } else if keepsOrigin {
      keepsOrigin = false
      maximumByteCount = .max
    } else {
      return false
    }
    return true
  }
}
