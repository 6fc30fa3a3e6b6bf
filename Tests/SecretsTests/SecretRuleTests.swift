import Testing

@testable import Secrets

@Suite struct `The rule for secrets` {
  @Test(arguments: [
    "sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem", "ssl_key", "sasl.jaas.config",
    "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.assertion.private.key.passphrase", "sasl.kerberos.kinit.cmd", "future.token", "sasl-password",
    "connection-string", "SASL_PASSWORD",
  ])
  func `hides a value by its name`(_ name: String) {
    #expect(SecretRule.shown("x", of: name) == "[hidden]")
  }

  @Test(arguments: [
    "http://u:hunter2@proxy:3128", "u:hunter2@proxy", "-----BEGIN PRIVATE KEY-----\nhunter2",
    "https://h/crl?sig=hunter2",
    "https://h/#hunter2", "org.apache.kafka.common.security.plain.PlainLoginModule required username=a;",
    "x required password = \"hunter2\";", "Endpoint=sb://a/;SharedAccessKeyName=b;SharedAccessKey=hunter2=",
  ])
  func `hides a value by its form, whatever it is called`(_ value: String) {
    #expect(SecretRule.hides(value, of: "client.rack"))
    #expect(!SecretRule.shown(value, of: "client.rack").contains("hunter2"))
    #expect(!SecretRule.shown(value, of: "sasl.oauthbearer.token.endpoint.url").contains("hunter2"))
  }

  @Test(arguments: [
    ("ssl.key.location", "/etc/key.pem"), ("ssl.keystore.location", "/etc/store"), ("sasl.kerberos.keytab", "/etc/tab"),
    ("oauth-token-file", "/run/token"), ("oauth-token-endpoint", "https://h/token"),
    ("oauth-token-command", "give-token"),
    ("bootstrap.servers", "a:9092,b:9092"), ("sasl.kerberos.principal", "kafka/host@REALM"), ("debug", "all"),
  ])
  func `shows what names a place and is none`(_ name: String, _ value: String) {
    #expect(SecretRule.shown(value, of: name) == value)
  }

  @Test(arguments: [
    ("https://user:S3CRET@h:2/token?client_secret=S3C#S3C", "https://h:2/token"), ("https://h/p#S3C", "https://h/p"),
    ("https://user:S3/CRET@h/token", "https://h/token"), ("https://S3C@h/", "https://h/"),
    ("https://user:S3?CRET@h/token", "[hidden]"), ("https://h/token", "https://h/token"), ("u:S3C@h", "[hidden]"),
  ])
  func `shows a URL without user information, query and fragment`(_ url: String, _ shown: String) {
    #expect(SecretRule.shownURL(url) == shown)
  }

  @Test func `shows a command's program alone`() {
    #expect(SecretRule.shown("get-token --secret S3C", of: "oauth-token-command") == "get-token [hidden]")
    #expect(SecretRule.shownCommand("PW=S3C get-token") == "[hidden]")
  }
}
