@unsafe @preconcurrency import Glibc

/// What the operating system knows of this process, by Prometheus' names for it.
public struct ProcessReading: Sendable {
  /// Processor time of all threads, in user and system mode.
  public var cpu = Duration.zero
  public var residentByteCount: Int?
  /// Seconds since 1970.
  public var startTime: Double?
  /// How long the worker has been running.
  public var age: Duration?

  public init() {}

  /// Asks getrusage(2) and reads `/proc/self/statm` (proc(5)).
  public static func current(startTime: Double) -> ProcessReading {
    var reading = ProcessReading()
    reading.startTime = startTime
    reading.age = .seconds(max(0, time(nil) - Int(startTime)))
    var usage = rusage()
    if unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      reading.cpu =
        .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
    reading.residentByteCount = residentPages().map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    return reading
  }

  /// The second number of the file.
  private static func residentPages() -> Int? {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    let fields = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
    return fields.count > 1 ? Int(String(decoding: fields[1], as: UTF8.self)) : nil
  }
}
