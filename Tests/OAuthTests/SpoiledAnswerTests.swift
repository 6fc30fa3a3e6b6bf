import TestSupport
import Testing

@testable import OAuth

/// What a token endpoint may answer, and a file or a command may hold.
@Suite struct `A spoiled answer` {
  private static let answer =
    #"{"access_token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3b3JrZXIiLCJleHAiOjQxMDI0NDQ4MDB9.","expires_in":3600,"x":[1]}"#
  private static let words = [
    "\"", "\\u0000", "{", "[", "}", ",", "1e308", "-", "\n", "null", "\\ud800", ".", "=", "hush-hush", "\u{0}",
  ]

  @Test func `is read or refused, and never traps`() {
    var read = 0
    for bytes in Mutations(of: Self.answer, words: Self.words, count: 20_000, seed: 18) {
      guard let json = FlatJSON(bytes) else { continue }
      read += 1
      guard let text = json.texts["access_token"] else { continue }
      _ = try? AccessToken(text, lifetimeSeconds: json.numbers["expires_in"] ?? 0, now: 0)
    }
    #expect((1..<20_000).contains(read))
  }

  @Test func `as a token is taken or refused without being shown`() {
    for bytes in Mutations(of: TokenText.jwt, words: Self.words, count: 20_000, seed: 19) {
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(TokenError) {
        let token = try AccessToken(text, now: 0)
        #expect(token.value.utf8.allSatisfy { (0x21...0x7E).contains($0) })
      } catch {
        #expect(!error.description.contains("hush-hush"))
      }
    }
  }

  private enum TokenText {
    static let jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3b3JrZXIiLCJleHAiOjQxMDI0NDQ4MDB9.hush-hush"
  }
}
