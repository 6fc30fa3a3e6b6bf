import FoundationEssentials
import TestSupport

/// What a process holds at a moment, read from proc(5).
struct ProcessSample: Sendable {
  let residentByteCount: Int
  let threadCount: Int
  let descriptorCount: Int

  init(of process: ChildProcess) throws {
    let folder = "/proc/\(process.identifier)"
    let status = String(decoding: try ProjectFiles.read("\(folder)/status"), as: UTF8.self)
    func number(_ name: String) -> Int {
      let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") } ?? ""
      return Int(line.filter(\.isNumber)) ?? 0
    }
    residentByteCount = number("VmRSS") * 1024
    threadCount = number("Threads")
    descriptorCount = try ProjectFiles.names(in: "\(folder)/fd").count
  }

  var residentMebibytes: Int { residentByteCount >> 20 }
}
