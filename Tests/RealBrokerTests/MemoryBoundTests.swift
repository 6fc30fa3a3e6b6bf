import Foundation
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Small messages that become very much; the manifests give a worker 512 MiB.
  @Suite struct MemoryBoundTests {
    private static let limitKibibytes = 512 << 10

    /// The most memory that a process has had (`VmHWM`, proc(5)).
    private func peakKibibytes(_ worker: ChildProcess) throws -> Int {
      let status = try String(decoding: ProjectFiles.read("/proc/\(worker.identifier)/status"), as: UTF8.self)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }

    private func expectBounded(_ records: [NewRecord], deadLetters: Int, compression: String) throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records, to: topics.input, compression: compression)
      let worker = try topics.startWorker()
      let isDone = try Pause.until(limit: .seconds(300)) {
        try !worker.isRunning || topics.committed() == topics.inputEnds()
      }
      #expect(isDone && worker.isRunning, "\(worker.errorText)")
      let peak = try peakKibibytes(worker)
      worker.terminate()
      #expect(worker.wait(limit: .seconds(60)) == .exited(0))
      #expect(peak < Self.limitKibibytes, "\(peak) KiB")
      #expect(try topics.cluster.ends(of: topics.deadLetters).values.reduce(0, +) == Int64(deadLetters))
    }

    @Test func `an array of very many elements that are no records stays within the limit`() throws {
      let count = 150_000
      let zeros = "[" + String(repeating: "0,", count: count - 1) + "0]"
      let record = NewRecord(text: zeros, key: "key")
      try expectBounded([record, record], deadLetters: 2 * count, compression: "gzip")
    }

    @Test func `batches of compressed records above the limit stay within it`() throws {
      // Each is some kilobytes in the topic.
      let text = "{\"SyslogMessage\":\"\(String(repeating: "x", count: 3_500_000))\"}"
      let records = (0..<8).map { NewRecord(text: text, key: "key \($0)") }
      try expectBounded(records, deadLetters: records.count, compression: "gzip")
    }
  }
}
