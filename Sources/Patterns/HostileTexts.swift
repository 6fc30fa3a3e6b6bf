/// What an attacker puts into a part of a line: the words, beginnings, ends and whole lines of all patterns.
struct HostileTexts {
  /// Those of one line.
  private var ofLine: [[[UInt8]]] = []
  /// Those of all lines of a pattern's programs come first; see `texts(for:)`.
  private let skeletons: [LineSkeleton]
  /// Which skeletons are lines of which program.
  private var lines: [[UInt8]: [Int]] = [:]

  init(_ skeletons: [LineSkeleton]) {
    self.skeletons = skeletons
    for (index, skeleton) in skeletons.enumerated() {
      lines[skeleton.program, default: []].append(index)
      ofLine.append(Self.texts(of: skeleton))
    }
  }

  /// Ends first, since they can stand in for what follows the attacker's part.
  private static func texts(of skeleton: LineSkeleton) -> [[UInt8]] {
    let pieces = skeleton.forgedPieces
    let x = UInt8(ascii: "x")
    var texts: [[UInt8]] = []
    func append(_ text: [UInt8]) {
      if !text.isEmpty, !texts.contains(text) { texts.append(text) }
    }
    for start in pieces.indices.dropFirst() { append([x] + pieces[start...].joined()) }
    append(Array(pieces.joined()))
    append([x, 0x20] + pieces.joined())
    for end in pieces.indices.dropFirst() {
      append(Array(pieces[..<end].joined()))
      append([x] + pieces[..<end].joined())
    }
    for (piece, bytes) in zip(skeleton.pieces, pieces) where piece.part == nil {
      append(bytes)
      append([x] + bytes + [x])
    }
    return texts
  }

  /// The texts to try in the parts of a line: those of the line itself, of its program, of all others.
  ///
  /// - Parameter limit: How many of its program and of others, spread evenly, and four times as many of its own; nil for
  ///   all.
  func texts(for index: Int, limit: Int?) -> [[UInt8]] {
    var own: [[UInt8]] = []
    let kin = lines[skeletons[index].program] ?? []
    for other in kin where other != index { own += ofLine[other] }
    var foreign: [[UInt8]] = []
    for (other, texts) in ofLine.enumerated() where skeletons[other].program != skeletons[index].program {
      foreign += texts
    }
    return Self.spread(ofLine[index], limit: limit.map { 4 * $0 }, from: index)
      + Self.spread(own, limit: limit, from: index) + Self.spread(foreign, limit: limit, from: index)
  }

  /// Every so many-th, beginning at another one for each line.
  private static func spread(_ texts: [[UInt8]], limit: Int?, from start: Int) -> [[UInt8]] {
    guard let limit, texts.count > limit, limit > 0 else { return limit == 0 ? [] : texts }
    let stride = texts.count / limit
    return (0..<limit).map { texts[(start + $0 * stride) % texts.count] }
  }
}
