@unsafe @preconcurrency import Glibc
import TestSupport
import Testing

@testable import OAuth

@Suite struct `A source of tokens` {
  private static let secret = "hush-hush"

  private func message(_ source: TokenSource) -> String {
    do throws(TokenError) {
      _ = try TokenProvider(source).token()
      return "no error"
    } catch {
      return error.description
    }
  }

  @Test func `that is a file is read again at each renewal`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("token", "first\n")
    // Two providers, since one shares a token for some seconds.
    #expect(try TokenProvider(.file(path)).token().value == "first")
    _ = try folder.write("token", "second\n")
    #expect(try TokenProvider(.file(path)).token().value == "second")
    #expect(
      message(.file(folder.file("none")))
        == "The file \(folder.file("none")) cannot be read: No such file or directory.")
  }

  @Test func `that is a command gives what it writes, and its errors without its words`() throws {
    let folder = try TemporaryFolder()
    let good = try folder.write("good", "printf 'abc\\n'")
    #expect(try TokenProvider(.command(["/bin/sh", good])).token().value == "abc")
    let bad = try folder.write("bad", "echo \(Self.secret) >&2; echo \(Self.secret); exit 7")
    #expect(
      message(.command(["/bin/sh", bad]))
        == "The token command /bin/sh ended with exit code 7; run it by hand to see why.")
    let words = try folder.write("words", "echo \(Self.secret) \(Self.secret)")
    #expect(!message(.command(["/bin/sh", words])).contains(Self.secret))
    #expect(message(.command(["/no/such/program"])).contains("/no/such/program cannot be run: No such file"))
  }

  @Test func `that is a command gets nothing of this process but its other variables`() throws {
    // Not to be closed by exec, as a library may have them.
    let open = fcntl(STDIN_FILENO, F_DUPFD, 50)
    defer { close(open) }
    _ = signal(SIGPIPE, SIG_IGN)
    let folder = try TemporaryFolder()
    let script = try folder.write("look", "echo $(ls /proc/$$/fd) $(grep SigIgn /proc/$$/status) | tr -d ' \\t'")
    let text = try TokenProvider(.command(["/bin/sh", script])).token().value
    #expect(!text.contains("\(open)"), "\(text)")
    // The upper digits hold realtime signals, two of which the C library keeps for itself.
    #expect(text.contains("SigIgn:") && text.hasSuffix("0000000"), "\(text)")
    #expect(
      TokenCommand.cleaned(["A=1", "AZURE_LINUX_ECS_SASL_PASSWORD=x", "AZURE_CLIENT_ID=y"]) == [
        "A=1", "AZURE_CLIENT_ID=y",
      ])
  }

  @Test func `that is an endpoint is asked with the secret of now`() throws {
    let stub = try TokenStub()
    let folder = try TemporaryFolder()
    let file = try folder.write("secret", "right secret&\n")
    let request = TokenRequest(
      url: "\(stub.address)/token", clientID: "me", credential: .secretFile(file), scope: "a b")
    let token = try TokenProvider(.endpoint(request)).token()
    #expect(token.value == "opaque-token")
    _ = try folder.write("secret", Self.secret)
    let refusal = message(.endpoint(request))
    #expect(refusal.contains("answers 401 (invalid_client)"), "\(refusal)")
    #expect(!refusal.contains(Self.secret) && !refusal.contains("described"), "\(refusal)")
  }

  @Test(arguments: ["http://127.0.0.2:1/t", "127.0.0.1:1", "http://example.invalid/t"])
  func `that would be asked unencrypted is not asked`(_ url: String) {
    let request = TokenRequest(url: url, clientID: "me", credential: .secret(Self.secret))
    #expect(message(.endpoint(request)).contains("must begin with https://"))
  }

  @Test func `that is an endpoint is named without the user and the query of its URL`() throws {
    let address = try FreePorts.address()
    let request = TokenRequest(
      url: "https://user:\(Self.secret)@\(address)/token?\(Self.secret)", clientID: "me", credential: .secret("x"))
    let text = message(.endpoint(request))
    #expect(text.contains("https://\(address)/token cannot be reached") && !text.contains(Self.secret), "\(text)")
  }

  @Test func `that is Azure's is shown the pod's own token`() throws {
    let stub = try TokenStub()
    let folder = try TemporaryFolder()
    let file = try folder.write("federated", "pod-token")
    let request = TokenRequest(url: "\(stub.address)/federated", clientID: "me", credential: .assertionFile(file))
    #expect(try TokenProvider(.endpoint(request)).token().value == "opaque-token")
  }

  @Test func `that fails for a moment is tried again`() throws {
    let stub = try TokenStub()
    let request = TokenRequest(url: "\(stub.address)/flaky", clientID: "me", credential: .secret("x"))
    #expect(try TokenProvider(.endpoint(request)).token().value == "opaque-token")
  }

  @Test(arguments: ["redirect", "nothing", "huge"])
  func `that answers with something else is no source`(_ path: String) throws {
    let stub = try TokenStub()
    let request = TokenRequest(
      url: "\(stub.address)/\(path)?\(Self.secret)", clientID: "me", credential: .secret(Self.secret))
    let text = message(.endpoint(request))
    #expect(text.hasPrefix("The token endpoint \(stub.address)/\(path) "), "\(text)")
    #expect(!text.contains(Self.secret), "\(text)")
  }

  @Test func `that speaks TLS is asked only if a known authority signed its certificate`() throws {
    let stub = try TokenStub(isSecure: true)
    var request = TokenRequest(
      url: "\(stub.address)/token", clientID: "me", credential: .secret("right secret&"), scope: "a b",
      authorities: stub.certificate)
    #expect(try TokenProvider(.endpoint(request)).token().value == "opaque-token")
    request.authorities = nil
    #expect(message(.endpoint(request)).contains("\(stub.address)/token cannot be reached: SSL certificate problem"))
    let other = try TokenStub(isSecure: true)
    request.authorities = other.certificate
    #expect(message(.endpoint(request)).contains("\(stub.address)/token cannot be reached: SSL certificate problem"))
  }

  @Test func `that nobody serves is said to be out of reach`() throws {
    let address = try FreePorts.address()
    let request = TokenRequest(url: "http://\(address)/token", clientID: "me", credential: .secret(Self.secret))
    let text = message(.endpoint(request))
    #expect(text.contains("http://\(address)/token cannot be reached: "), "\(text)")
    #expect(!text.contains(Self.secret))
  }
}
