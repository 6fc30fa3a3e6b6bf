import Glibc

/// Where tokens come from.
public enum TokenSource: Sendable {
  /// A file, read at each renewal.
  case file(String)
  /// A program and its arguments, run at each renewal; no shell reads them.
  case command([String])
  /// A token endpoint (RFC 6749, 4.4).
  case endpoint(TokenRequest)
}

/// What is asked of a token endpoint.
public struct TokenRequest: Sendable {
  /// How the client shows who it is.
  public enum Credential: Sendable {
    /// A client secret that does not change.
    case secret(String)
    /// A file with the client secret, read at each renewal.
    case secretFile(String)
    /// A file with a signed token (RFC 7523), read at each renewal: Azure's workload identity.
    case assertionFile(String)
  }

  public var url: String
  public var clientID: String
  public var credential: Credential
  public var scope: String?
  /// Certificate authorities (PEM); nil for the system's.
  public var authorities: String?

  public init(url: String, clientID: String, credential: Credential, scope: String? = nil, authorities: String? = nil) {
    self.url = url
    self.clientID = clientID
    self.credential = credential
    self.scope = scope
    self.authorities = authorities
  }
}

/// Why there is no token, as a sentence without a secret.
public struct TokenError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  /// Whether trying again soon may help.
  let isTransient: Bool

  init(_ description: String, isTransient: Bool = false) {
    self.description = description
    self.isTransient = isTransient
  }
}

/// A file that holds one secret.
public enum SecretFile {
  private static let limit = 65_536

  /// The whole text without blanks at its ends; the error names the file and nothing that is in it.
  static func read(_ path: String) throws(TokenError) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TokenError("The file \(path) cannot be read: \(systemText(errno)).", isTransient: true)
    }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw TokenError("The file \(path) cannot be read: \(systemText(errno)).", isTransient: true)
      }
      if count == 0 { break }
      content += chunk.prefix(count)
      guard content.count <= limit else { throw TokenError("The file \(path) is too large for a secret.") }
    }
    let text = String(decoding: content, as: UTF8.self).trimmingWhitespace()
    guard !text.isEmpty else { throw TokenError("The file \(path) is empty.", isTransient: true) }
    return text
  }

  /// Whether every user of the machine may read a file; false where nobody can tell.
  public static func isReadableByAll(_ path: String) -> Bool {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return false }
    return facts.st_mode & S_IROTH != 0
  }
}

/// The library's text for an error number.
func systemText(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
  return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
