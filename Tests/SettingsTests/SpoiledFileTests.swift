import TestSupport
import Testing

@testable import CommandLine

/// A settings file that anything was pasted into.
@Suite struct `A spoiled settings file` {
  private static let file = """
    # toy
    count=2
    size = 2KiB
    wait: 2s
    colour=red
    kafka.ssl.key.pem=-----BEGIN PRIVATE KEY-----
    hush-hush-1
    hush-hush-2==
    -----END PRIVATE KEY-----
    password hush-hush-3
    """

  @Test func `is read or refused, and nothing of an unknown line is shown`() {
    let words = [
      "=", ":", "\\", "\\u", "\\u00e", "\n", "\r", "\t", "#", "!", "\u{0}", "\u{FEFF}", " ", "\\\n", "\u{1B}[2J",
    ]
    var refusals = 0
    for bytes in Mutations(of: Self.file, words: words, count: 5_000, seed: 20) {
      let text = String(decoding: bytes, as: UTF8.self)
      let request = Toy.read(["show", "--config", "f"], files: ["f": text])
      if !request.mistakes.isEmpty { refusals += 1 }
      for mistake in request.mistakes {
        // A word that has come to stand as the value of a known setting may be quoted; a line of the key never.
        #expect(
          !mistake.contains("hush-hush") || text.contains(/(count|size|wait|colour)[^\n]*hush-hush/), "\(mistake)")
        #expect(!mistake.contains("\u{1B}"))
      }
    }
    #expect((1...5_000).contains(refusals))
  }
}
