/// What a file of certificates or keys in PEM (RFC 7468) holds, as far as it is known without OpenSSL.
public struct CertificateFile {
  /// The labels of its blocks, such as `CERTIFICATE` or `ENCRYPTED PRIVATE KEY`.
  public let labels: [Substring]
  /// When its first certificate ends, in seconds since 1970; nil if it has none that can be read.
  ///
  /// A client's certificate stands before those of its authorities.
  public let end: Int64?

  /// Reads the blocks of a text; what is none is passed over.
  public init(_ text: String) {
    var labels: [Substring] = []
    var first: [UInt8]?
    var rest = text[...]
    while let begin = rest.firstRange(of: "-----BEGIN ") {
      rest = rest[begin.upperBound...]
      guard let dashes = rest.firstRange(of: "-----") else { break }
      let label = rest[..<dashes.lowerBound]
      rest = rest[dashes.upperBound...]
      guard let end = rest.firstRange(of: "-----END \(label)-----") else { break }
      labels.append(label)
      if label == "CERTIFICATE", first == nil { first = Self.decoded(rest[..<end.lowerBound]) }
      rest = rest[end.upperBound...]
    }
    self.labels = labels
    end = first.flatMap(Self.end)
  }

  /// Whether a private key is among the blocks, encrypted or not.
  public var hasPrivateKey: Bool { labels.contains { $0.hasSuffix("PRIVATE KEY") } }
  /// Whether a certificate is among them.
  public var hasCertificate: Bool { labels.contains { $0.hasSuffix("CERTIFICATE") } }

  // MARK: - Base64

  private static func decoded(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D, 0x20, 0x09, 0x0A, 0x0D: continue
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 1
      guard count.isMultiple(of: 4) else { continue }
      bytes += [
        UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits),
      ]
      bits = 0
    }
    switch count % 4 {
    case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3: bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    default: break
    }
    return bytes
  }

  // MARK: - DER (RFC 5280, 4.1)

  private static let sequence: UInt8 = 0x30
  private static let version: UInt8 = 0xA0

  private static func end(of certificate: [UInt8]) -> Int64? {
    var outer = certificate[...]
    guard var signed = content(of: sequence, in: &outer), var fields = content(of: sequence, in: &signed) else {
      return nil
    }
    if fields.first == version { _ = element(in: &fields) }
    // Serial number, signature algorithm, issuer.
    for _ in 0..<3 { guard element(in: &fields) != nil else { return nil } }
    guard var validity = content(of: sequence, in: &fields), element(in: &validity) != nil,
      let end = element(in: &validity)
    else { return nil }
    return seconds(end.content, hasLongYear: end.tag == 0x18)
  }

  private static func content(of tag: UInt8, in bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let element = element(in: &bytes), element.tag == tag else { return nil }
    return element.content
  }

  /// Takes the first element off the bytes; nil if its length is not theirs.
  private static func element(in bytes: inout ArraySlice<UInt8>) -> (tag: UInt8, content: ArraySlice<UInt8>)? {
    guard let tag = bytes.popFirst(), let short = bytes.popFirst() else { return nil }
    var length = Int(short)
    if short >= 0x80 {
      guard (1...3).contains(Int(short & 0x7F)) else { return nil }
      length = 0
      for _ in 0..<Int(short & 0x7F) {
        guard let byte = bytes.popFirst() else { return nil }
        length = length << 8 | Int(byte)
      }
    }
    guard length <= bytes.count else { return nil }
    let content = bytes.prefix(length)
    bytes = bytes.dropFirst(length)
    return (tag, content)
  }

  /// `YYMMDDHHMMSSZ`, or with a year of four digits.
  private static func seconds(_ text: ArraySlice<UInt8>, hasLongYear: Bool) -> Int64? {
    let digits = text.prefix { (0x30...0x39).contains($0) }.map { Int64($0 - 0x30) }
    guard digits.count == (hasLongYear ? 14 : 12), text.last == UInt8(ascii: "Z") else { return nil }
    var parts = digits[...]
    func take(_ count: Int) -> Int64 {
      defer { parts = parts.dropFirst(count) }
      return parts.prefix(count).reduce(0) { $0 * 10 + $1 }
    }
    var year = take(hasLongYear ? 4 : 2)
    if !hasLongYear { year += year < 50 ? 2000 : 1900 }
    let (month, day) = (take(2), take(2))
    let time = take(2) * 3600 + take(2) * 60 + take(2)
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Days since 1 March of the year 0, in which a leap day is the last day of a year.
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    return days * 86_400 + time
  }
}
