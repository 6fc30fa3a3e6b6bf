import ECS
import Foundation
import Normalizer

/// What a public detection, dashboard or job asks of the event of one line.
///
/// The table is written from what the detections test, kind by kind. A detection that needs several lines stands in several
/// rows; it can use the events when it can use each of them.
struct DetectionRow {
  let source: String
  let name: String
  let program: String
  let facility: String
  let text: String
  let conditions: [String]

  /// Elastic's own content reads `--dataset system`; the others read the fields that both data sets have.
  var dataset: Dataset { source == "elastic" ? .system : .azureLinux }

  static let all: [DetectionRow] = table.split(separator: "\n").compactMap { line in
    let columns = line.split(separator: "|", maxSplits: 3).map { $0.trimmingCharacters(in: .whitespaces) }
    guard columns.count == 4, let last = columns[3].range(of: " => ", options: .backwards) else { return nil }
    let program = columns[2].split(separator: "@")
    return DetectionRow(
      source: columns[0], name: columns[1], program: String(program[0]),
      facility: program.count > 1 ? String(program[1]) : "authpriv", text: String(columns[3][..<last.lowerBound]),
      conditions: columns[3][last.upperBound...].components(separatedBy: " & "))
  }

  /// Conditions that the event does not meet: `PATH`, `!PATH`, `PATH=VALUE` or `PATH~PART`.
  func unmet(by event: EventTree) -> [String] {
    (conditions + ["host.os.type=linux", "host.id", "message", "@timestamp"]).filter { condition in
      if condition.hasPrefix("!") { return event[String(condition.dropFirst())] != nil }
      guard let split = condition.firstIndex(where: { $0 == "=" || $0 == "~" }) else { return event[condition] == nil }
      let texts = Self.texts(event[String(condition[..<split])])
      let value = condition[condition.index(after: split)...]
      return !texts.contains { condition[split] == "=" ? $0 == value : $0.contains(value) }
    }
  }

  private static func texts(_ value: EventTree.Value?) -> [String] {
    switch value {
    case .string(let text), .number(let text): [text]
    case .boolean(let flag): [flag ? "true" : "false"]
    case .array(let elements): elements.flatMap { texts($0) }
    default: []
    }
  }

  // SOURCE | NAME | PROGRAM[@FACILITY] | TEXT => CONDITIONS
  private static let table = #"""
    elastic | SSH brute force by host, source and user | sshd | Failed password for root from 203.0.113.9 port 40022 ssh2 => event.category=authentication & event.action=ssh_login & event.outcome=failure & source.ip=203.0.113.9 & user.name=root
    elastic | SSH brute force by host, source and user | sshd-session | Failed password for invalid user admin from 10.0.0.9 port 40022 ssh2 => event.category=authentication & event.action=ssh_login & event.outcome=failure & source.ip=10.0.0.9 & user.name=admin
    elastic | SSH brute force that succeeds | sshd | Failed password for alice from 203.0.113.9 port 40022 ssh2 => event.category=authentication & event.action=ssh_login & event.outcome=failure & source.ip & user.name=alice
    elastic | SSH brute force that succeeds | sshd | Accepted password for alice from 203.0.113.9 port 40023 ssh2 => event.category=authentication & event.action=ssh_login & event.outcome=success & source.ip & user.name=alice
    elastic | password spraying | sshd-session | Invalid user oracle from 203.0.113.9 port 40022 => event.category=authentication & event.action=ssh_login & event.outcome=failure & source.ip & user.name=oracle & process.name=sshd-session & data_stream.dataset=system.auth & data_stream.namespace
    elastic | first key of a user and host | sshd | Accepted publickey for alice from 203.0.113.9 port 40022 ssh2: ED25519 SHA256:mQ3lNw => event.category=authentication & event.action=ssh_login & event.outcome=success & system.auth.ssh.method=publickey & system.auth.ssh.signature & user.name=alice
    elastic | login from an unusual address or by an unusual user | sshd | Accepted keyboard-interactive/pam for alice from 2001:db8::9 port 40022 ssh2 => event.category=authentication & event.action=ssh_login & event.outcome=success & source.ip=2001:db8::9 & related.user=alice & related.ip=2001:db8::9
    elastic | login of a system account | sshd | Accepted publickey for www-data from 203.0.113.9 port 40022 ssh2: RSA SHA256:mQ3lNw => event.category=authentication & event.action=ssh_login & event.outcome=success & user.name=www-data
    elastic | account created | useradd | new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/bash, from=/dev/pts/0 => event.category=iam & event.type=user & event.type=creation & event.outcome=success & user.name=bob & system.auth.useradd.home=/home/bob & system.auth.useradd.shell=/bin/bash & group.id=1001
    elastic | group created | groupadd | new group: name=ops, GID=1002 => event.category=iam & event.type=group & event.type=creation & event.outcome=success & group.name=ops
    elastic | account or group deleted | userdel | delete user 'bob' => event.category=iam & event.type=user & event.type=deletion & event.outcome=success & user.target.name=bob
    elastic | account or group deleted | groupdel | group 'ops' removed => event.category=iam & event.type=group & event.type=deletion & event.outcome=success & group.name=ops
    elastic | process with an executable stack | kernel@kern | process 'x' started with executable stack => data_stream.dataset=system.syslog & process.name=kernel & message~started with executable stack
    elastic | bpf_probe_write_user | kernel@kern | x[4711] is installing a program with bpf_probe_write_user helper that may corrupt user memory! => data_stream.dataset=system.syslog & process.name=kernel & message~bpf_probe_write_user
    elastic | kernel module without a signature | kernel@kern | odd: module verification failed: signature and/or required key missing - tainting kernel => data_stream.dataset=system.syslog & process.name=kernel & message~tainting kernel & event.category=driver
    elastic | kernel module out of tree | kernel@kern | odd: loading out-of-tree module taints kernel. => data_stream.dataset=system.syslog & process.name=kernel & message~loading out-of-tree module & event.category=driver
    elastic | rc.local reports an error | rc.local@daemon | /etc/rc.local: line 3: /opt/x: No such file or directory => data_stream.dataset=system.syslog & process.name=rc.local & message~No such file or directory
    elastic | segmentation fault of a sensitive process | kernel@kern | sshd[4711]: segfault at 0 ip 00007f0000000000 sp 00007ffd00000000 error 4 in libc.so.6[7f0000000000+1c0000] => event.dataset=system.syslog & message~segfault
    elastic | hunt for login activity by address | sshd | Failed publickey for root from 203.0.113.9 port 40022 ssh2: RSA SHA256:mQ3lNw => event.category=authentication & event.action=ssh_login & event.outcome=failure & source.ip & user.name
    elastic | hunt for rc.local | rc.local@daemon | x => data_stream.dataset=system.syslog & process.name=rc.local & message & host.name
    elastic | job: logins, by outcome, user and source | sshd | Accepted password for alice from 203.0.113.9 port 40022 ssh2 => event.category=authentication & event.outcome=success & user.name & source.ip
    elastic | job: logins are only logins | sshd | Accepted key ED25519 SHA256:mQ3lNw found at /home/alice/.ssh/authorized_keys:1 => event.outcome=unknown
    elastic | job: logins are only logins | sshd | pam_succeed_if(sshd:auth): requirement "user ingroup nopasswdlogin" was met by user "alice" => event.outcome=unknown
    elastic | job: logins are only logins | su | pam_wheel(su:auth): Access granted to 'alice' for 'root' => event.outcome=unknown
    elastic | job: sudo activity by user | sudo | alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id => event.category=process & event.type=start & user.name=alice & user.effective.name=root & process.name=sudo & process.executable=/usr/bin/id
    elastic | job: suspicious logins | sshd | Invalid user admin from 203.0.113.9 port 40022 => event.category=authentication & event.outcome=failure & source.ip & user.name
    elastic | dashboard: sudo commands | sudo | alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id => event.dataset=system.auth & system.auth.sudo.command=/usr/bin/id & system.auth.sudo.tty=pts/0 & system.auth.sudo.pwd=/home/alice & system.auth.sudo.user=root & user.name=alice
    elastic | dashboard: sudo errors | sudo | alice : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id => event.dataset=system.auth & system.auth.sudo.error=user NOT in sudoers & user.name=alice & event.outcome=failure
    elastic | dashboard: SSH logins by event and method | sshd | Failed password for root from 203.0.113.9 port 40022 ssh2 => event.dataset=system.auth & system.auth.ssh.event=Failed & system.auth.ssh.method=password & source.ip & user.name=root
    elastic | dashboard: SSH logins by event and method | sshd | Accepted publickey for alice from 203.0.113.9 port 40022 ssh2: RSA SHA256:mQ3lNw => event.dataset=system.auth & system.auth.ssh.event=Accepted & system.auth.ssh.method=publickey
    elastic | dashboard: new users and groups | groupadd | new group: name=ops, GID=1002 => event.dataset=system.auth & group.name=ops & group.id=1002
    elastic | dashboard: syslog by host and process | systemd@daemon | Started nginx.service - A web server. => event.dataset=system.syslog & host.hostname & process.name=systemd & message
    elastic | actor of a session, as the integration writes it | sudo | pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000) => event.action=logged-on & event.category=session & user.name=alice & user.id=1000 & user.effective.name=root & related.user=alice & related.user=root
    elastic | actor of a session, as the integration writes it | sudo | pam_unix(sudo:session): session opened for user root by (uid=1000) => user.id=1000 & user.effective.name=root & !user.name
    sigma | text of a line | cron@cron | (root) REPLACE (alice) => message~REPLACE & process.name=cron
    sigma | text of a line | crontab@cron | (root) REPLACE (alice) => message~REPLACE & process.name=crontab & event.category
    sigma | new user with the id or a group of root | useradd | new user: name=bob, UID=0, GID=0, home=/root, shell=/bin/bash => message~GID=0, & user.id=0 & group.id=0 & user.name=bob
    sigma | buffer overflow | app@daemon | *** stack smashing detected ***: terminated => message~stack smashing detected & event.outcome=failure
    sigma | promiscuous mode | kernel@kern | device eth0 entered promiscuous mode => message~entered promiscuous mode & event.action=promiscuous-mode
    sigma | messages dropped | rsyslogd@syslog | imuxsock begins to drop messages from pid 4711 due to rate-limiting => message~imuxsock begins to drop messages & event.action=messages-lost
    sigma | suspicious lines of sshd | sshd | Corrupted MAC on input. [preauth] => message~Corrupted MAC on input & event.outcome=failure & service.name=sshd
    sigma | suspicious lines of sshd | sshd-session | error: Received disconnect from 203.0.113.9 port 22:3: bad client public DH value [preauth] => message~bad client public DH value & service.name=sshd
    sigma | suspicious lines of vsftpd | vsftpd@ftp | Connection refused: too many sessions for this address. => message~too many sessions for this address & process.name=vsftpd
    sigma | sudo with a negative user | sudo | alice : TTY=pts/0 ; PWD=/ ; USER=#-1 ; COMMAND=/usr/bin/id => message~USER=#-1 & process.name=sudo & user.name=alice
    sigma | commands in the log | sudo | alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/rm -rf /var/log/syslog => message~rm -rf /var/log/syslog & process.command_line=/usr/bin/rm -rf /var/log/syslog
    sentinel | failed logins of one address | sshd | Failed password for root from 203.0.113.9 port 40022 ssh2 => process.name=sshd & log.syslog.facility.name=authpriv & message~Failed password for & source.ip
    sentinel | failed logins of one address, newer server | sshd-session | Failed password for root from 203.0.113.9 port 40022 ssh2 => service.name=sshd & message~Failed password for & source.ip
    sentinel | sudo and su | su | FAILED SU (to root) alice on pts/0 => process.name=su & user.name=alice & user.effective.name=root & event.outcome=failure
    sentinel | lines of cron and of the squid proxy | CROND@cron | (root) CMD (/usr/lib64/sa/sa1 1 1) => process.name=CROND & message~CMD & user.name=root & log.syslog.facility.name=cron
    asim | Authentication: incorrect password | sshd | Failed password for root from 203.0.113.9 port 40022 ssh2 => event.outcome=failure & event.reason=incorrect password & user.name & source.ip & source.port
    asim | Authentication: incorrect key | sshd | Failed publickey for root from 203.0.113.9 port 40022 ssh2: RSA SHA256:mQ3lNw => event.outcome=failure & event.reason=incorrect key
    asim | Authentication: no such user | sshd | Invalid user admin from 203.0.113.9 port 40022 => event.outcome=failure & event.reason=no such user
    asim | Authentication: no such user, and no name | sshd | Invalid user  from 203.0.113.9 port 40022 => event.outcome=failure & event.reason=no such user & source.ip & !user.name
    asim | Authentication: account locked | sshd | User alice not allowed because account is locked => event.outcome=failure & event.reason=account locked & user.name=alice
    asim | Authentication: account expired | sshd | pam_unix(sshd:account): account alice has expired (account expired) => event.outcome=failure & event.reason=account expired & user.name=alice
    asim | Authentication: not allowed | sshd | User alice from 203.0.113.9 not allowed because not listed in AllowUsers => event.outcome=failure & event.reason & user.name=alice & source.ip
    asim | Authentication: too many attempts | sshd | error: maximum authentication attempts exceeded for root from 203.0.113.9 port 40022 ssh2 [preauth] => event.outcome=failure & event.reason=too many attempts & user.name=root & source.ip
    asim | Authentication: repeated | sshd | message repeated 3 times: [ Failed password for root from 203.0.113.9 port 40022 ssh2] => event.outcome=failure & azure_linux.repeat_count=3 & user.name=root & source.ip
    asim | Authentication: success with its method | sshd | Accepted publickey for alice from 203.0.113.9 port 40022 ssh2: RSA SHA256:mQ3lNw => event.outcome=success & azure_linux.ssh.method=publickey & user.name & source.ip & source.port=40022
    asim | Authentication: su | su | Successful su for root by alice => event.outcome=success & event.category=authentication & user.name=alice & user.effective.name=root
    asim | Authentication: su, told by PAM | su | pam_unix(su:auth): authentication failure; logname=bob uid=1000 euid=0 tty=pts/0 ruser=bob rhost=  user=root => event.outcome=failure & user.name=bob & user.effective.name=root
    asim | Authentication: sudo, told by PAM | sudo | pam_unix(sudo:auth): authentication failure; logname=alice uid=1000 euid=0 tty=/dev/pts/0 ruser=alice rhost=  user=alice => event.outcome=failure & event.category=authentication & user.name=alice
    asim | Authentication: timeout | sshd | fatal: Timeout before authentication for 203.0.113.9 port 40022 => event.outcome=failure & source.ip
    asim | User management: account created | useradd | new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/bash => event.category=iam & user.target.name=bob
    asim | User management: member added | usermod | add 'bob' to group 'sudo' => event.category=iam & user.target.name=bob & group.name=sudo & event.outcome=success
    asim | User management: member added, by gpasswd | gpasswd | user bob added by root to group sudo => event.category=iam & user.name=root & user.target.name=bob & group.name=sudo
    asim | User management: password changed | passwd | pam_unix(passwd:chauthtok): password changed for alice => event.category=iam & event.action=password-changed & event.outcome=success & user.target.name=alice
    asim | User management: account locked | usermod | lock user 'bob' password => event.category=iam & user.target.name=bob
    splunk | account or group changed with sudo | sudo | alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/sbin/useradd bob => process.executable=/usr/sbin/useradd & user.target.name=bob & user.name=alice
    splunk | service stopped with sudo | sudo | alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl stop auditd => service.name=auditd & process.command_line~systemctl stop
    splunk | service started | systemd@daemon | Started odd.service - An odd service. => service.name=odd & event.outcome=success
    splunk | su and sudo by user | sudo | alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/su - => user.name=alice & user.effective.name=root & process.args
    splunk | doas | doas | alice ran command /bin/sh as root from /home/alice => user.name=alice & user.effective.name=root & process.command_line=/bin/sh
    splunk | kernel module loaded | kernel@kern | odd: loading out-of-tree module taints kernel. => event.category=driver
    crowdsec | failed SSH login | sshd | Failed password for invalid user admin from 203.0.113.9 port 40022 ssh2 => event.outcome=failure & source.ip & user.name=admin
    crowdsec | SSH ends before a login | sshd | Connection closed by authenticating user root 203.0.113.9 port 40022 [preauth] => event.outcome=failure & event.category=network & source.ip & user.name=root & azure_linux.ssh.preauth=true
    crowdsec | SSH ends before a login | sshd | Disconnected from invalid user admin 203.0.113.9 port 40022 [preauth] => event.outcome=failure & source.ip & user.name=admin
    crowdsec | SSH ends before a login | sshd | Received disconnect from 203.0.113.9 port 40022:11: Bye Bye [preauth] => event.outcome=failure & source.ip
    crowdsec | SSH banner and version | sshd | banner exchange: Connection from 203.0.113.9 port 40022: invalid format => event.outcome=failure & source.ip
    crowdsec | SSH banner and version | sshd | Bad protocol version identification 'GET / HTTP/1.1' from 203.0.113.9 port 40022 => event.outcome=failure & source.ip
    crowdsec | SSH key negotiation | sshd | Unable to negotiate with 203.0.113.9 port 40022: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1 [preauth] => event.outcome=failure & source.ip
    crowdsec | SSH magic value | sshd | Magic value check failed (1) on obfuscated handshake from 203.0.113.9 port 40022 => event.outcome=failure & source.ip
    crowdsec | SSH refused by libwrap | sshd | refused connect from gate.example.net (203.0.113.9) => event.outcome=failure & source.ip=203.0.113.9
    crowdsec | SSH timeout | sshd | fatal: Timeout before authentication for 203.0.113.9 port 40022 => event.outcome=failure & source.ip
    crowdsec | SSH dispatch error | sshd | ssh_dispatch_run_fatal: Connection from 203.0.113.9 port 40022: message authentication code incorrect [preauth] => event.outcome=failure & source.ip
    crowdsec | SSH user not allowed | sshd | User root from 203.0.113.9 not allowed because not listed in AllowUsers => event.outcome=failure & source.ip & user.name=root
    crowdsec | successful SSH login | sshd | Accepted password for alice from 203.0.113.9 port 40022 ssh2 => event.outcome=success & source.ip & user.name=alice
    crowdsec | PAM failure of sudo | sudo | pam_unix(sudo:auth): authentication failure; logname=alice uid=1000 euid=0 tty=/dev/pts/0 ruser=alice rhost=  user=alice => event.outcome=failure & user.name=alice
    crowdsec | vsftpd | vsftpd@ftp | [alice] FAIL LOGIN: Client "203.0.113.9" => event.outcome=failure & source.ip & user.name=alice
    crowdsec | ProFTPD | proftpd@ftp | host1 (gate.example.net[203.0.113.9]) - USER alice (Login failed): Incorrect password. => event.outcome=failure & source.ip & user.name=alice
    crowdsec | ProFTPD, no such user | proftpd@ftp | host1 (gate.example.net[203.0.113.9]) - USER odd: no such user found from gate.example.net [203.0.113.9] to 198.51.100.7:21 => event.outcome=failure & source.ip & user.name=odd
    crowdsec | pure-ftpd | pure-ftpd@ftp | (?@203.0.113.9) [WARNING] Authentication failed for user [alice] => event.outcome=failure & source.ip & user.name=alice
    crowdsec | Dovecot | dovecot@mail | imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<alice>, method=PLAIN, rip=203.0.113.9, lip=10.0.0.4, TLS, session=<abc> => event.outcome=failure & source.ip & user.name=alice
    crowdsec | Dovecot's authentication server | dovecot@mail | auth-worker(4711): conn unix:auth-worker (pid=1,uid=97): auth-worker<6>: pam(alice,203.0.113.9): pam_authenticate() failed: Authentication failure (Password mismatch?) => event.outcome=failure & source.ip & user.name=alice
    crowdsec | Dovecot, no such user | dovecot@mail | auth-worker(4711): sql(odd,203.0.113.9): unknown user => event.outcome=failure & source.ip & user.name=odd & event.reason=no such user
    crowdsec | Postfix login | postfix/smtpd@mail | warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6 => event.outcome=failure & source.ip
    crowdsec | Postfix refuses mail | postfix/smtpd@mail | NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 454 4.7.1 <bob@example.org>: Relay access denied; from=<x@example.net> to=<bob@example.org> proto=ESMTP helo=<x> => event.outcome=failure & source.ip
    crowdsec | Postfix, no SMTP | postfix/submission/smtpd@mail | warning: non-SMTP command from unknown[203.0.113.9]: GET / HTTP/1.1 => event.outcome=failure & source.ip
    crowdsec | ports scanned | kernel@kern | [1.0] DROP: IN=eth0 OUT= MAC=00:00:5e:00:53:01 SRC=203.0.113.9 DST=10.0.0.4 LEN=40 TOS=0x00 PREC=0x00 TTL=245 ID=1 PROTO=TCP SPT=40022 DPT=23 WINDOW=1024 RES=0x00 SYN URGP=0 => source.ip=203.0.113.9 & destination.ip=10.0.0.4 & destination.port=23 & network.transport=tcp
    fail2ban | sshd | sshd | error: PAM: Authentication failure for root from 203.0.113.9 => event.outcome=failure & source.ip & user.name=root
    fail2ban | sshd, aggressive | sshd | Received disconnect from 203.0.113.9 port 40022:3: com.jcraft.jsch.JSchException: Auth fail [preauth] => event.outcome=failure & source.ip
    fail2ban | sshd, aggressive | sshd | Received disconnect from 203.0.113.9 port 40022:14: No supported authentication methods available [preauth] => event.outcome=failure & source.ip
    fail2ban | sshd, extra | sshd | Connection reset by 203.0.113.9 port 40022 [preauth] => event.outcome=failure & source.ip
    fail2ban | sshd, ROOT LOGIN REFUSED | sshd | ROOT LOGIN REFUSED FROM 203.0.113.9 port 40022 => event.outcome=failure & source.ip
    fail2ban | dropbear | dropbear | Bad password attempt for 'root' from 203.0.113.9:40022 => event.outcome=failure & source.ip & user.name=root
    fail2ban | dropbear, too many attempts | dropbear | Exit before auth (user 'root', 10 fails): Max auth tries reached - user 'root' from 203.0.113.9:40022 => event.outcome=failure & source.ip & user.name=root
    fail2ban | proftpd, too many attempts | proftpd@ftp | host1 (::ffff:203.0.113.9[::ffff:203.0.113.9]) - Maximum login attempts (3) exceeded => event.outcome=failure & source.ip=203.0.113.9
    fail2ban | proftpd, root | proftpd@ftp | host1 (203.0.113.9[203.0.113.9]) - SECURITY VIOLATION: Root login attempted => event.outcome=failure & source.ip
    fail2ban | pam-generic | vsftpd | pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=alice rhost=203.0.113.9  user=alice => event.outcome=failure & source.ip & user.name=alice
    fail2ban | pam-generic, old | sshd(pam_unix) | authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root => event.outcome=failure & source.ip & user.name=root
    fail2ban | xrdp | xrdp-sesman | AUTHFAIL: user=alice ip=203.0.113.9 time=1773480413 => event.outcome=failure & source.ip & user.name=alice
    fail2ban | webmin | webmin | Invalid login as root from 203.0.113.9 => event.outcome=failure & source.ip & user.name=root
    fail2ban | openvpn | ovpn-server@daemon | 203.0.113.9:40022 TLS Error: TLS handshake failed => event.outcome=failure & source.ip
    fail2ban | openvpn | ovpn-server@daemon | TLS Error: cannot locate HMAC in incoming packet from [AF_INET]203.0.113.9:40022 => event.outcome=failure & source.ip
    wazuh | sshd: login failed, with a Solaris prefix | sshd | [ID 800047 auth.notice] Failed none for root from 203.0.113.9 port 36942 ssh2 => event.outcome=failure & source.ip & user.name=root
    wazuh | sshd: no such user, told by PAM | sshd | error: PAM: User not known to the underlying authentication module for illegal user odd from 203.0.113.9 => event.outcome=failure & event.reason=no such user & source.ip & user.name=odd
    wazuh | sshd: helper of keys | sshd | error: Could not stat AuthorizedKeysCommand "/usr/local/sbin/keys": No such file or directory => event.outcome=failure
    wazuh | sshd: connection errors | sshd | Read error from remote host 203.0.113.9: Connection reset by peer => event.outcome=failure & source.ip
    wazuh | sshd: bad packets | sshd | Bad packet length 4081586742. [preauth] => event.outcome=failure
    wazuh | sshd: modes of a key file | sshd | Authentication refused: bad ownership or modes for file /home/alice/.ssh/authorized_keys => event.outcome=failure & azure_linux.ssh.reason
    wazuh | sshd: subsystem | sshd | subsystem request for netconf by user alice failed, subsystem not found => event.outcome=failure & user.name=alice
    wazuh | sshd: reverse lookup | sshd | Address 203.0.113.9 maps to gate.example.net, but this does not map back to the address - POSSIBLE BREAK-IN ATTEMPT! => event.outcome=failure & source.ip
    wazuh | sshd: scan | sshd | Did not receive identification string from 203.0.113.9 port 45824 => event.outcome=failure & source.ip
    wazuh | pam: user unknown | vsftpd(pam_unix) | check pass; user unknown => event.outcome=failure & event.category=authentication
    wazuh | pam: session opened | su(pam_unix) | session opened for user news by (uid=0) => event.category=session & event.type=start & user.effective.name=news
    wazuh | pam: session closed | su(pam_unix) | session closed for user news => event.category=session & event.type=end
    wazuh | pam: more failures | sshd(pam_unix) | 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root => event.outcome=failure & source.ip & user.name=root
    wazuh | su: failed | su | failed: pts/4 changing from ldap to root => event.outcome=failure & user.name=ldap & user.effective.name=root
    wazuh | su: bad | su | BAD SU alice to root on /dev/pts/0 => event.outcome=failure & user.name=alice & user.effective.name=root
    wazuh | su: done | su | alice to root on /dev/pts/1 => event.outcome=success & user.name=alice & user.effective.name=root
    wazuh | sudo: attempts | sudo | alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls => event.outcome=failure & user.name=alice & event.reason
    wazuh | sudo: not allowed | sudo | alice : user NOT in sudoers ; TTY=ttypZ ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls => event.outcome=failure & user.name=alice
    wazuh | dropbear: no such user | dropbear | Login attempt for nonexistent user from 203.0.113.9:4328 => event.outcome=failure & source.ip & event.reason=no such user
    wazuh | dropbear: login | dropbear | Pubkey auth succeeded for 'root' with key md5 78:d6:41 from 203.0.113.9:51737 => event.outcome=success & source.ip & user.name=root
    wazuh | doas: refused | doas | failed command for alice: ls => event.outcome=failure & user.name=alice
    wazuh | doas: wrong password | doas | failed auth for alice => event.outcome=failure & event.category=authentication & user.name=alice
    wazuh | doas: run | doas | alice ran command as root: ls => event.outcome=success & user.name=alice & user.effective.name=root
    wazuh | usb | kernel@kern | [ 195.634715] usb 1-1: New USB device found, idVendor=0bda, idProduct=568a, bcdDevice=65.10 => event.action=usb-device-attached
    wazuh | usb | kernel@kern | [  259.373865] usb 1-1: USB disconnect, device number 2 => event.action=usb-device-removed
    wazuh | proftpd: refused by libwrap | proftpd@ftp | refused connect from 203.0.113.9 (203.0.113.9) => event.outcome=failure & source.ip
    wazuh | proftpd: refused by its settings | proftpd@ftp | host1 (gate.example.net[203.0.113.9]) - Connection from gate.example.net [203.0.113.9] denied. => event.outcome=failure & source.ip
    wazuh | proftpd: login | proftpd@ftp | host1 (gate.example.net[203.0.113.9]) - ANON anonymous: Login successful. => event.outcome=success & source.ip & user.name=anonymous
    wazuh | accounts: user not added | useradd | failed adding user 'bob', data deleted => event.outcome=failure & user.target.name=bob
    wazuh | accounts: account deleted, SLES | userdel | account deleted - account=bob, uid=1002, by=0 => event.category=iam & event.type=deletion & user.target.name=bob
    wazuh | pam_wheel: refused | su | pam_wheel(su:auth): Access denied to 'alice' for 'root' => event.outcome=failure & user.name=alice & user.effective.name=root
    """#
}
