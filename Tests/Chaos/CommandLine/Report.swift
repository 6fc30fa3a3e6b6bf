@unsafe @preconcurrency import Glibc

/// Lines for the person who watches, as they come.
enum Report {
  static func print(_ line: String) {
    Swift.print(line)
    _ = fflush(nil)
  }

  static func complain(_ text: String) {
    unsafe _ = fputs(text, stderr)
  }

  static func seconds(_ duration: Duration) -> String { "\(Int((duration / .seconds(1)).rounded())) s" }
}
