import Glibc
import Testing

@testable import Logging

@Suite struct `Line writer` {
  @Test func `lines of many threads never mix`() async throws {
    let file = try TemporaryFile()
    let writer = LineWriter(fileDescriptor: file.descriptor)
    await withTaskGroup { group in
      for letter in "abcdefgh" {
        group.addTask { for _ in 0..<200 { writer.writeLine(String(repeating: letter, count: 300)) } }
      }
    }
    let lines = file.text.split(separator: "\n")
    #expect(lines.count == 1600)
    #expect(lines.allSatisfy { Set($0).count == 1 && $0.count == 300 })
  }

  @Test func `a log line appears above the bar on a terminal`() throws {
    let file = try TemporaryFile()
    let writer = LineWriter(fileDescriptor: file.descriptor, isTerminal: true)
    writer.showPassing("50%")
    writer.showPassing("50%")
    writer.writeLine("hello")
    writer.showPassing("")
    writer.writeLine("bye")
    #expect(file.text == "\r\u{1B}[K50%\r\u{1B}[Khello\n50%\r\u{1B}[Kbye\n")
  }

  @Test func `no bar and no escape is written where there is no terminal`() throws {
    let file = try TemporaryFile()
    let writer = LineWriter(fileDescriptor: file.descriptor)
    #expect(!writer.isTerminal)
    #expect(writer.columns == 80)
    writer.showPassing("50%")
    writer.writeLine("hello")
    #expect(file.text == "hello\n")
  }

  @Test func `a closed descriptor loses the line and nothing else`() {
    LineWriter(fileDescriptor: -1).writeLine("lost")
  }

  @Test func `a sink without a format writes JSON where there is no terminal and text on one`() throws {
    let (pipe, terminal) = (try TemporaryFile(), try TemporaryFile())
    Logger(label: "w", sink: StreamSink(writer: LineWriter(fileDescriptor: pipe.descriptor))).info("m")
    Logger(label: "w", sink: StreamSink(writer: LineWriter(fileDescriptor: terminal.descriptor, isTerminal: true)))
      .info("m")
    #expect(pipe.text.hasPrefix("{\"@timestamp\"") && pipe.text.hasSuffix("}\n"))
    #expect(terminal.text.hasSuffix("Z info  w: m\n"))
  }
}

@Suite struct `Progress` {
  let start = ContinuousClock.now

  @Test func `a bar shows share, amount, rate and what is left, and never fills the last column`() {
    let snapshot = ProgressSnapshot(
      title: "normalize", done: 3 << 20, total: 12 << 20, unit: .bytes, elapsed: .seconds(2), note: "")
    #expect(
      snapshot.bar(columns: 120)
        == "normalize [##########------------------------------]  25%  3.0 of 12.0 MiB, 1.5 MiB/s, 6 s left")
    for columns in 0..<130 { #expect(snapshot.bar(columns: columns).count <= max(0, columns - 1)) }
  }

  @Test func `without a total there are counts and no bar`() {
    let snapshot = ProgressSnapshot(
      title: "read", done: 1_234_567, total: nil, unit: .things("records"), elapsed: .seconds(10), note: "2 partitions")
    #expect(snapshot.bar(columns: 80) == "read: 1,234,567 records, 123,457/s, 2 partitions")
  }

  @Test(arguments: [
    (0, 0, Duration.zero), (5, 0, .zero), (20, 10, .seconds(1)), (Int.max, Int.max, .milliseconds(1)),
    (-1, 10, .seconds(9)),
  ])
  func `odd counts do not trap`(_ done: Int, _ total: Int, _ elapsed: Duration) {
    let snapshot = ProgressSnapshot(
      title: "t", done: done, total: total, unit: .things("x"), elapsed: elapsed, note: "")
    #expect(snapshot.plain.hasPrefix("t: ") && snapshot.bar(columns: 80).hasPrefix("t"))
  }

  @Test(arguments: [(100, "1 min 30 s left"), (10, "16 min 30 s left"), (1, "2 h 46 min left")])
  func `what is left is said in words`(_ done: Int, _ expected: String) {
    let snapshot = ProgressSnapshot(
      title: "t", done: done, total: 1000, unit: .things("x"), elapsed: .seconds(10), note: "")
    #expect(snapshot.bar(columns: 100).contains(expected))
  }

  @Test func `without a terminal there is a plain line per interval and a last one`() throws {
    let file = try TemporaryFile()
    let progress = ProgressLine(
      "job", total: 10, unit: .things("files"), writer: LineWriter(fileDescriptor: file.descriptor),
      plainInterval: .seconds(5), now: start)
    progress.advance(to: 1, now: start + .seconds(1))
    progress.advance(to: 5, now: start + .seconds(5))
    progress.advance(to: 6, now: start + .seconds(6))
    progress.advance(by: 4, note: "done\u{7}", now: start + .seconds(9))
    progress.finish(now: start + .seconds(10))
    progress.advance(by: 4, now: start + .seconds(30))
    progress.finish(now: start + .seconds(40))
    #expect(file.text == "job: 50% 5 of 10 files, 1/s\njob: 100% 10 of 10 files, 1/s, done\\u{7}\n")
  }

  @Test func `on a terminal the bar is drawn at most ten times a second and taken away at the end`() throws {
    let file = try TemporaryFile()
    let progress = ProgressLine(
      "job", total: 100, unit: .things("files"), writer: LineWriter(fileDescriptor: file.descriptor, isTerminal: true),
      now: start)
    for step in 1...100 { progress.advance(by: 1, now: start + .milliseconds(10 * step)) }
    progress.finish(now: start + .seconds(1))
    #expect(file.text.split(separator: "\r").count == 11)
    #expect(file.text.hasSuffix("\r\u{1B}[Kjob: 100% 100 of 100 files, 100/s\n"))
  }
}

/// A file that is gone with its value.
final class TemporaryFile {
  let descriptor: Int32

  init() throws {
    var template = Array("/tmp/logging-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    try #require(descriptor >= 0)
    unsafe unlink(template)
  }

  deinit { close(descriptor) }

  var text: String {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, $0.count, content.count)
      }
      guard count > 0 else { return String(decoding: content, as: UTF8.self) }
      content += chunk.prefix(count)
    }
  }
}
