/// The parts of an Event Hubs connection string that settings follow from; the key stays inside the whole text.
struct ConnectionString {
  let host: String
  let entity: String?

  /// What is wrong with a text, without a word of the text.
  struct Problem: Error { let sentence: String }

  /// Reads `Endpoint=sb://HOST/;SharedAccessKeyName=NAME;SharedAccessKey=KEY[;EntityPath=HUB]`, names in any case.
  init(_ text: String) throws(Problem) {
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw Problem(sentence: "holds a line break or another control character; it is one line")
    }
    var parts: [String: String] = [:]
    for part in text.split(separator: ";") {
      // A key ends with "=" signs of its own.
      guard let separator = part.firstIndex(of: "=") else {
        throw Problem(sentence: "has a part without \"=\"; copy it whole: Endpoint=sb://...;SharedAccessKeyName=...")
      }
      let name = part[..<separator].lowercased().filter { $0 != " " }
      guard parts.updateValue(String(part[part.index(after: separator)...]), forKey: name) == nil else {
        throw Problem(sentence: "has a part twice; copy it whole, once")
      }
    }
    guard let endpoint = parts["endpoint"] else {
      throw Problem(sentence: "has no Endpoint=; copy it whole: Endpoint=sb://...;SharedAccessKeyName=...")
    }
    for name in ["SharedAccessKeyName", "SharedAccessKey"] where parts[name.lowercased()]?.isEmpty ?? true {
      throw Problem(
        sentence: "has no \(name)=; a signature (SharedAccessSignature) is not accepted by the Kafka endpoint")
    }
    guard endpoint.lowercased().hasPrefix("sb://") else {
      throw Problem(sentence: "has an Endpoint that does not begin with sb://")
    }
    host = String(endpoint.dropFirst(5).prefix { $0 != "/" && $0 != ":" })
    let isHost = host.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E
    }
    guard !host.isEmpty, isHost else { throw Problem(sentence: "has no host name behind Endpoint=sb://") }
    entity = parts["entitypath"].flatMap { $0.isEmpty ? nil : $0 }
  }
}
