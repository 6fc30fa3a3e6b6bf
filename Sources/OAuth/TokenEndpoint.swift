import CLibcurl
import Secrets

/// A token endpoint, asked through libcurl: the grant of client credentials (RFC 6749, 4.4), with a secret or a signed
/// token (RFC 7523, 2.2; Microsoft identity platform, "Third case: Access token request with a federated credential").
struct TokenEndpoint {
  private let request: TokenRequest
  private static let timeoutMilliseconds = 10_000
  private static let answerLimit = 1 << 20
  private static let isReady = oauth_global_init() != 0

  init(_ request: TokenRequest) { self.request = request }

  func token(now: Int64) throws(TokenError) -> AccessToken {
    let answer = try post(try form())
    let json = FlatJSON(answer.body)
    guard answer.status == 200 else {
      throw TokenError(
        "The token endpoint \(shownURL) answers \(answer.status)\(Self.reason(json)). "
          + "Check oauth-client-id, the secret or federated token, oauth-scope and oauth-tenant.",
        isTransient: answer.status == 429 || answer.status >= 500)
    }
    guard let text = json?.texts["access_token"] else {
      throw TokenError("The token endpoint \(shownURL) answers without an access_token.")
    }
    let lifetime = json?.numbers["expires_in"] ?? json?.texts["expires_in"].flatMap { Double($0) }
    do throws(TokenError) {
      return try AccessToken(text, lifetimeSeconds: lifetime, now: now)
    } catch {
      throw TokenError("The answer of the token endpoint \(shownURL) is of no use: \(error).")
    }
  }

  /// The error's code alone: descriptions may repeat what was sent.
  private static func reason(_ json: FlatJSON?) -> String {
    guard let code = json?.texts["error"], !code.isEmpty, code.utf8.count <= 64,
      code.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0x5F })
    else { return "" }
    return " (\(code))"
  }

  private var shownURL: String { SecretRule.shownURL(request.url) }

  private func form() throws(TokenError) -> String {
    var fields = [("grant_type", "client_credentials"), ("client_id", request.clientID)]
    if let scope = request.scope { fields.append(("scope", scope)) }
    switch request.credential {
    case .secret(let secret): fields.append(("client_secret", secret))
    case .secretFile(let path): fields.append(("client_secret", try SecretFile.read(path)))
    case .assertionFile(let path):
      fields.append(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
      fields.append(("client_assertion", try SecretFile.read(path)))
    }
    return fields.map { "\($0)=\(EndpointURL.encoded($1))" }.joined(separator: "&")
  }

  private final class Answer {
    var bytes: [UInt8] = []
  }

  private func post(_ form: String) throws(TokenError) -> (status: Int, body: [UInt8]) {
    guard Self.isReady else { throw TokenError("libcurl cannot be used here.") }
    guard EndpointURL.isSafe(request.url) else {
      throw TokenError(
        "The token endpoint \(shownURL) is not asked: it must begin with https://, or secrets would travel unencrypted."
      )
    }
    let answer = Answer()
    var status = 0
    var reason = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = unsafe oauth_post(
      request.url, EndpointURL.isLocal(request.url) ? 1 : 0, form, form.utf8.count, request.authorities,
      Self.timeoutMilliseconds,
      { bytes, size, count, context in
        guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
        let answer = unsafe Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
        // Fewer than were given makes libcurl give up.
        guard answer.bytes.count + size * count <= TokenEndpoint.answerLimit else { return 0 }
        unsafe answer.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
        return size * count
      }, Unmanaged.passUnretained(answer).toOpaque(), &status, &reason)
    guard code == 0 else {
      let words = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let text = unsafe words.isEmpty ? String(cString: oauth_error_text(code)) : words
      throw TokenError("The token endpoint \(shownURL) cannot be reached: \(text).", isTransient: true)
    }
    return (status, answer.bytes)
  }
}
