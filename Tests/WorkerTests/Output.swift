/// A record that the worker has written.
struct Output {
  var isEvent: Bool
  var partition: Int32
  var offset: Int64
  var key: String?
  /// The number in it, see `Input`; nil if it shows none.
  var number: Int?
  /// nil is a record without a value.
  var byteCount: Int?
  /// Names and values as text, bytes that are no UTF-8 as U+FFFD.
  var headers: [(name: String, value: String)]

  func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }

  static func number(in bytes: [UInt8]) -> Int? {
    let mark = Array("number=".utf8)
    guard let found = bytes.firstRange(of: mark) else { return nil }
    let digits = bytes[found.upperBound...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
