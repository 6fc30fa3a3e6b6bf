/// What is an address among the captures of one text: several fields ask for the same capture, and the first answer is kept.
struct CapturedAddresses {
  private struct Answer {
    var range = -1..<0
    var address: Range<Int>?
  }

  private var answers = InlineArray<4, Answer>(repeating: Answer())
  private var count = 0

  mutating func removeAll() { count = 0 }

  /// Where in the part the address stands, see `IPAddress.range`; nil where the part is none.
  mutating func address(in range: Range<Int>, _ text: Span<UInt8>) -> Range<Int>? {
    for index in 0..<count where answers[index].range == range { return answers[index].address }
    let address = IPAddress.range(text.extracting(range))
    if count < answers.count {
      answers[count] = Answer(range: range, address: address)
      count += 1
    }
    return address
  }
}
