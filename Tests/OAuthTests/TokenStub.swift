import TestSupport

/// A token endpoint for tests, on a port of its own.
final class TokenStub: Sendable {
  let address: String
  /// The certificate that it shows over TLS, which is its own authority.
  var certificate: String { folder.file("stub.crt") }
  private let process: ChildProcess
  private let folder: TemporaryFolder

  /// - Parameter isSecure: whether it speaks TLS.
  init(isSecure: Bool = false) throws {
    folder = try TemporaryFolder("token-stub")
    var arguments: [String] = []
    if isSecure {
      let key = folder.file("stub.key")
      let made = try CompletedProcess.run(
        ProjectFiles.command("openssl") ?? "/usr/bin/openssl",
        [
          "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=localhost", "-addext",
          "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", folder.file("stub.crt"),
        ])
      guard made.exitCode == 0 else { throw TestSupportError("No certificate was made: \(made.error)") }
      arguments = [folder.file("stub.crt"), key]
    }
    let script = try folder.write("stub.py", Self.script)
    let python = ProjectFiles.command("python3") ?? "/usr/bin/python3"
    let process = try ChildProcess(python, ["-u", script] + arguments)
    self.process = process
    guard Pause.until({ process.outputText.hasSuffix("\n") }) else {
      throw TestSupportError("The token endpoint did not start: \(process.errorText)")
    }
    address = "http\(isSecure ? "s" : "")://127.0.0.1:" + String(process.outputText.dropLast())
  }

  deinit { process.terminate() }

  private static let script = """
    import http.server, json, ssl, sys, urllib.parse
    flaky = [2]
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments): pass
        def answer(self, status, body, **headers):
            self.send_response(status)
            for name, value in headers.items(): self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def do_POST(self):
            form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            token = json.dumps({"access_token": "opaque-token", "expires_in": 3600, "more": {"a": []}}).encode()
            refusal = json.dumps({"error": "invalid_client", "error_description": "described " + str(form)}).encode()
            path = self.path.split("?")[0]
            if path == "/token":
                right = {"grant_type": "client_credentials", "client_id": "me", "client_secret": "right secret&", "scope": "a b"}
                self.answer(200, token) if form == right else self.answer(401, refusal)
            elif path == "/federated":
                right = form.get("client_assertion") == "pod-token" and form.get("client_assertion_type") == \
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" and "client_secret" not in form
                self.answer(200, token) if right else self.answer(401, refusal)
            elif path == "/flaky":
                flaky[0] -= 1
                self.answer(503, b"") if flaky[0] >= 0 else self.answer(200, token)
            elif path == "/redirect": self.answer(302, b"", Location="/flaky")
            elif path == "/nothing": self.answer(200, b"{}")
            else: self.answer(200, b"x" * 3000000)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1])
    server.serve_forever()
    """
}
