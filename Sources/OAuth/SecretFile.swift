import Glibc

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
