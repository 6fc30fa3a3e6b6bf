import FoundationEssentials

/// A token without a signature, as Kafka's unsecured handler for tests takes it (KIP-255).
enum UnsecuredToken {
  static func text(subject: String, lifetimeSeconds: Int = 3600) -> String {
    let now = Int(Date().timeIntervalSince1970)
    return [#"{"alg":"none"}"#, #"{"sub":"\#(subject)","iat":\#(now - 5),"exp":\#(now + lifetimeSeconds)}"#]
      .map(encoded).joined(separator: ".") + "."
  }

  private static func encoded(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
