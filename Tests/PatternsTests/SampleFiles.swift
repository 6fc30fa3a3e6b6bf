import Patterns

/// Two small files of the language that the tests share; the product's own catalogue changes too often for that.
enum SampleFiles {
  static let ssh = PatternFile(
    name: "ssh.patterns",
    text: """
      # A few lines of an SSH server.
      written-by peer    user .ssh.signature event.reason
      written-by program .ssh.method address network.protocol
      programs sshd sshd-session

      event login accepted
        category authentication session
        type     start
        action   ssh_login
        outcome  success

        pattern Accepted {.ssh.method} for {user} from {address} port {port} {network.protocol}{?: {.ssh.signature:text}}
        sample  Accepted password for azureuser from 10.0.0.4 port 50122 ssh2
          user.name = azureuser
          source.port = 50122
          .ssh.signature =
        sample  Accepted publickey for root from 2001:db8::1 port 22 ssh2: RSA SHA256:abc
          from sshd-session
          source.address = 2001:db8::1
          .ssh.signature = RSA SHA256:abc
        hostile Accepted password for x from 1.2.3.4 port 22 ssh2 from 192.0.2.1 port 50122 ssh2
          user.name = x from 1.2.3.4 port 22 ssh2
          source.address = 192.0.2.1

      event login failed
        category authentication
        type     start
        action   ssh_login
        outcome  failure
        reason   {.ssh.method} was refused

        pattern Failed {.ssh.method} for {?{.ssh.user_kind=invalid|illegal} user }{user} from {address} port {port} ssh2
        sample  Failed password for invalid user  from 192.0.2.1 port 22 ssh2
          user.name =
          .ssh.user_kind = invalid
          event.reason = password was refused
          event.outcome = failure
        hostile Failed password for invalid user invalid user from 192.0.2.9 from 192.0.2.1 port 22 ssh2
          user.name = invalid user from 192.0.2.9

      event client went
        category session
        type     end
        pattern Received disconnect from {address} port {port}:{.ssh.code:number}: {event.reason:text}{? [preauth]}
        hostile "Received disconnect from 192.0.2.1 port 1:11: from 10.0.0.1 port 2:3: \\n\\x00 [preauth]"
          source.address = 192.0.2.1
          event.reason = "from 10.0.0.1 port 2:3: \\n\\x00"
      """)

  static let pam = PatternFile(
    name: "pam.patterns",
    text: """
      written-by peer    effective user
      written-by program service.name

      claim pam_{:identifier}(

      programs *
      event session opened
        category session
        type     start
        set      service.type pam
        set      .pam.service {service.name}
        sekoia   action.name {service.name}:session
        sekoia   action.type open
        pattern pam_unix({service.name:identifier}:session): session opened for user {effective} by {user:word}(uid={uid})
        sample  pam_unix(cron:session): session opened for user root by root(uid=0)
          from  CRON
          user.effective.name = root
          user.id = 0
          .pam.service = cron
          service.type = pam

      programs *(pam_unix)
      event session closed
        category session
        type     end
        pattern session closed for user {user}
        sample  session closed for user news
          from  su(pam_unix)
          user.name = news
      """)

  static func catalogue() throws -> Catalogue {
    try Catalogue(files: [ssh, pam])
  }
}
