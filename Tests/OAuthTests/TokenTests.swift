import Testing

@testable import OAuth

@Suite struct `A token` {
  /// {"alg":"none"} . {"sub":"worker","exp":4102444800} . (nothing)
  static let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3b3JrZXIiLCJleHAiOjQxMDI0NDQ4MDB9."

  @Test func `that is a JWT says itself whose it is and when it expires`() throws {
    let token = try AccessToken(Self.token + "\n", lifetimeSeconds: 60, now: 1_000)
    #expect(token.value == Self.token)
    #expect(token.principal == "worker")
    #expect(token.expiryMilliseconds == 4_102_444_800_000)
  }

  @Test func `that is none lives as long as its answer says, else some minutes`() throws {
    #expect(try AccessToken("opaque", lifetimeSeconds: 60, now: 1_000).expiryMilliseconds == 61_000)
    #expect(try AccessToken("opaque", now: 1_000).expiryMilliseconds == 301_000)
    #expect(try AccessToken("opaque", lifetimeSeconds: .infinity, now: 1_000).expiryMilliseconds == 301_000)
    #expect(try AccessToken("a.b.c", now: 1_000).principal == "azure-linux-ecs")
  }

  @Test(arguments: ["", " \n", "two words", "line\nbreak", "b\u{1B}[0m", "caf\u{E9}"])
  func `that no header could carry is refused without being shown`(_ text: String) {
    let error = #expect(throws: TokenError.self) { try AccessToken(text, now: 0) }
    for word in ["two", "break", "caf"] { #expect(error?.description.contains(word) == false) }
  }

  @Test func `that has expired is refused`() {
    #expect(throws: TokenError.self) { try AccessToken(Self.token, now: 4_102_444_800_000) }
  }

  @Test(arguments: ["exp", "sub"])
  func `with claims of another kind has none`(_ name: String) throws {
    let json = FlatJSON(Array("{\"\(name)\":{\"a\":[1]},\"other\":1}".utf8))
    #expect(json?.numbers["other"] == 1)
    #expect(json?.numbers[name] == nil && json?.texts[name] == nil)
    #expect(FlatJSON(Array("[1]".utf8)) == nil)
    #expect(FlatJSON(Array("{\"a\":1".utf8)) == nil)
  }

  @Test func `is decoded by base64url alone`() {
    #expect(TokenClaims.decode("-_8")?.elementsEqual([0xFB, 0xFF]) == true)
    #expect(TokenClaims.decode("a+b") == nil)
  }
}
