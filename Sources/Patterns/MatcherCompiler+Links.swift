/// What saves trials in the list of a node: entries that fail together.
extension MatcherCompiler {
  /// Tells each entry of a list how many of those after it need no trial where it fails.
  func linked(_ list: [MatcherTables.Entry]) -> [MatcherTables.Entry] {
    var list = list
    for index in list.indices.dropLast().reversed() {
      let next = list[index + 1]
      if list[index].kind != 255, list[index].isRefused(with: next) {
        list[index].refusedTogether = next.refusedTogether + 1
      }
      // What fails with the next one fails with this one too, if the next one does.
      var place = index + 1
      while place < list.count, failsTogether(list[index], list[place], stepCount: 1) {
        place += Int(list[place].failingInFirst)
      }
      list[index].failingInFirst = UInt32(place - index)
      place = index + 1
      while place < list.count, failsTogether(list[index], list[place], stepCount: 2) {
        place += Int(list[place].failingInSecond)
      }
      list[index].failingInSecond = UInt32(place - index)
    }
    return list
  }

  /// Whether an entry begins with the same forward steps as another, in a text that ends no later.
  private func failsTogether(
    _ one: MatcherTables.Entry, _ other: MatcherTables.Entry, stepCount: Int
  ) -> Bool {
    let (one, other) = (candidates[Int(one.candidate)], candidates[Int(other.candidate)])
    guard one.prefixLength == other.prefixLength, other.suffixLength >= one.suffixLength, one.forwardCount >= stepCount,
      other.forwardCount >= stepCount
    else { return false }
    for index in 0..<stepCount {
      let (left, right) = (steps[Int(one.steps) + index], steps[Int(other.steps) + index])
      guard left.kind == right.kind, left.literal == right.literal, left.literalLength == right.literalLength else {
        return false
      }
    }
    return true
  }
}

extension MatcherTables.Entry {
  fileprivate func isRefused(with other: Self) -> Bool {
    kind == other.kind && prefixLength == other.prefixLength && anchor == other.anchor && word == other.word
      && mask == other.mask
  }
}
