import Patterns
import Testing

/// Names of files as their owners choose them, in lines that do not escape them.
@Suite struct SFTPNameTests {
  @Test func `a quotation mark in a file's name ends no path`() throws {
    let catalogue = try Catalogue.builtIn()
    let name = #"/etc/passwd" x"#
    for line in [
      #"remove name "\#(name)""#, #"open "\#(name)" flags READ mode 0666"#, #"mkdir name "\#(name)" mode 0777"#,
      #"set "\#(name)" size 5"#, #"close "\#(name)" bytes read 1 written 2"#,
    ] {
      #expect(values(catalogue, program: "sshd", line)?["file.path"] == name, "\(line)")
      #expect(values(catalogue, program: "internal-sftp", line)?["file.path"] == name, "\(line)")
    }
  }

  @Test func `where two names could end in two places no path is told`() throws {
    let catalogue = try Catalogue.builtIn()
    for old in [#"/etc/passwd" new "/etc/shadow"#, #"/etc/passwd" new "#] {
      let found = try #require(values(catalogue, program: "sftp-server", #"rename old "\#(old)" new "/srv/x""#))
      #expect(found["file.path"] == nil && found["file.target_path"] == nil, "\(old)")
    }
    let plain = values(catalogue, program: "sftp-server", #"rename old "/srv/a b" new "/srv/c d""#)
    #expect(plain?["file.path"] == "/srv/a b" && plain?["file.target_path"] == "/srv/c d")
  }
}
