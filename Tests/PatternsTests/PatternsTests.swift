import Patterns
import Testing

@Suite struct FirstTests {
  @Test func `smoke`() throws {
    let file = PatternFile(
      name: "sshd.patterns",
      text: """
        # OpenSSH
        programs sshd sshd-session sshd-auth

        event login accepted
          category authentication session
          type     start
          action   ssh_login
          outcome  success

          pattern Accepted {.ssh.method} for {user} from {address} port {port} {network.protocol}{?: {.ssh.signature:text}}
          sample  Accepted password for azureuser from 10.0.0.4 port 50122 ssh2
            user.name = azureuser
            source.port = 50122
          sample  Accepted publickey for root from 2001:db8::1 port 22 ssh2: RSA SHA256:abc
            .ssh.signature = RSA SHA256:abc
          hostile Accepted password for x from 1.2.3.4 port 22 ssh2 from 192.0.2.1 port 50122 ssh2
            user.name = x from 1.2.3.4 port 22 ssh2
            source.address = 192.0.2.1
        """)
    let catalogue = try Catalogue(files: [file])
    #expect(catalogue.check() == [])
    let e = catalogue.explain(
      program: Array("sshd".utf8), text: Array("Accepted password for x from 1.2.3.4 prt 22 ssh2".utf8))
    print(e)
  }
}
