/// Spoiled variants of a text, the same for the same seed: bytes changed, left out, doubled, words of the format put in.
public struct Mutations: Sequence, IteratorProtocol {
  private let original: [UInt8]
  private let words: [[UInt8]]
  private var left: Int
  private var generator: SeededGenerator

  public init(of text: String, words: [String], count: Int, seed: UInt64) {
    original = Array(text.utf8)
    self.words = words.map { Array($0.utf8) }
    left = count
    generator = SeededGenerator(seed: seed)
  }

  public mutating func next() -> [UInt8]? {
    guard left > 0 else { return nil }
    left -= 1
    var text = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0...text.count, using: &generator)
      let end = Swift.min(text.count, place + Int.random(in: 0...40, using: &generator))
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: text.removeSubrange(place..<end)
      case 1: text.insert(contentsOf: Array(text[place..<end]), at: place)
      case 2: text.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      case 3: if let word = words.randomElement(using: &generator) { text.insert(contentsOf: word, at: place) }
      default: text.removeSubrange(place...)
      }
    }
    return text
  }
}
