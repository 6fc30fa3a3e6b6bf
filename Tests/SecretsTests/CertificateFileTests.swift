import Testing

@testable import Secrets

@Suite struct `A file of certificates` {
  /// Made for this test: of nobody, ends 2031-05-06 07:08:09 UTC.
  private static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBCTCBsAIBATAKBggqhkjOPQQDAjARMQ8wDQYDVQQDDAZub2JvZHkwHhcNMjYw
    MTAxMDAwMDAwWhcNMzEwNTA2MDcwODA5WjARMQ8wDQYDVQQDDAZub2JvZHkwWTAT
    BgcqhkjOPQIBBggqhkjOPQMBBwNCAAQgleFqZIfE4IRrBP71cCPkORG2K3OfK/NR
    8VIsANGvzDIJCGUhtIaXwFjQOIdBdKPPbv20obKNuJr4I6I5Zt7JMAoGCCqGSM49
    BAMCA0gAMEUCIDA6UJNVvc12BrZ90xqZQFfmOWb4Kq5PPdwsh9F7zvXIAiEA4kha
    ylqqoMC2irTQwlxYyH7m4d7mej8vBll4wqpH4OM=
    -----END CERTIFICATE-----
    """

  @Test func `tells when its first certificate ends`() {
    let file = CertificateFile("Bag Attributes\n\(Self.certificate)\n\(Self.certificate)\n")
    #expect(file.end == 1_935_817_689)
    #expect(file.hasCertificate && !file.hasPrivateKey)
    #expect(file.labels == ["CERTIFICATE", "CERTIFICATE"])
  }

  @Test(arguments: ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
  func `knows a key by its label`(_ label: String) {
    let file = CertificateFile("-----BEGIN \(label)-----\nAAAA\n-----END \(label)-----\n")
    #expect(file.hasPrivateKey && !file.hasCertificate)
    #expect(file.end == nil)
  }

  @Test(arguments: ["", "hunter2", "-----BEGIN", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
  func `is none without a whole block`(_ text: String) {
    let file = CertificateFile(text)
    #expect(!file.hasCertificate && file.end == nil)
  }

  @Test func `outlives any bytes where a certificate should be`() {
    let lines = Self.certificate.split(separator: "\n")
    let body = Array(lines.dropFirst().dropLast().joined())
    for length in 0..<body.count {
      _ = CertificateFile("-----BEGIN CERTIFICATE-----\n\(String(body[..<length]))\n-----END CERTIFICATE-----").end
      var broken = body
      broken[length] = broken[length] == "/" ? "8" : "/"
      _ = CertificateFile("-----BEGIN CERTIFICATE-----\n\(String(broken))\n-----END CERTIFICATE-----").end
    }
    #expect(CertificateFile("-----BEGIN CERTIFICATE-----\nMIT///8=\n-----END CERTIFICATE-----").end == nil)
  }
}
