import CLibcurl

/// Asks several workers for their metrics at once, with libcurl, within bounds of time and size.
@safe final class MetricsFetch {
  private final class Body {
    var bytes: [UInt8] = []
  }

  private let addresses: [MetricsAddress]
  private let multi: OpaquePointer?
  /// A worker answers in milliseconds; a page of thousands of partitions has some hundred kilobytes.
  private static let limitMilliseconds = 3000
  private static let byteLimit = 8 << 20

  init(_ addresses: [MetricsAddress]) {
    self.addresses = addresses
    curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    unsafe multi = OpaquePointer(curl_multi_init())
  }

  deinit {
    if let multi = unsafe multi { unsafe curl_multi_cleanup(UnsafeMutableRawPointer(multi)) }
  }

  /// One reading of each worker in the order of the addresses; nil if `shouldStop` said so meanwhile.
  func read(shouldStop: () -> Bool) -> [WatchedWorker]? {
    guard let opaque = unsafe multi else { return nil }
    let multi = unsafe UnsafeMutableRawPointer(opaque)
    var bodies: [Body] = []
    var handles: [UnsafeMutableRawPointer?] = unsafe []
    for address in addresses {
      let body = Body()
      bodies.append(body)
      let handle = unsafe makeHandle(address, body)
      if let handle = unsafe handle { unsafe curl_multi_add_handle(multi, handle) }
      unsafe handles.append(handle)
    }
    defer {
      for index in unsafe handles.indices {
        guard let handle = unsafe handles[index] else { continue }
        unsafe curl_multi_remove_handle(multi, handle)
        unsafe curl_easy_cleanup(handle)
      }
    }
    var failures = [String](repeating: "it was not asked", count: addresses.count)
    var running: Int32 = 1
    while running > 0 {
      guard unsafe curl_multi_perform(multi, &running) == CURLM_OK else { break }
      var left: Int32 = 0
      while let message = unsafe curl_multi_info_read(multi, &left) {
        guard unsafe message.pointee.msg == CURLMSG_DONE,
          let index = unsafe handles.firstIndex(where: { unsafe $0 == message.pointee.easy_handle })
        else { continue }
        failures[index] = unsafe Self.failure(message, handles[index])
      }
      if shouldStop() { return nil }
      if running > 0 { unsafe curl_multi_poll(multi, nil, 0, 100, nil) }
    }
    return withExtendedLifetime(bodies) {
      addresses.indices.map { index in
        let text = failures[index].isEmpty ? String(decoding: bodies[index].bytes, as: UTF8.self) : nil
        return WatchedWorker(
          name: addresses[index].name, at: .now, metrics: text.map(MetricsText.init), failure: failures[index])
      }
    }
  }

  private func makeHandle(_ address: MetricsAddress, _ body: Body) -> UnsafeMutableRawPointer? {
    guard let handle = unsafe curl_easy_init() else { return nil }
    unsafe curl_set_string(handle, CURLOPT_URL, address.url)
    // No file, no mail server, and no way to be led elsewhere.
    unsafe curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    unsafe curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    unsafe curl_set_long(handle, CURLOPT_TIMEOUT_MS, Self.limitMilliseconds)
    // The program's signals are its own (curl_easy_setopt(3), CURLOPT_NOSIGNAL).
    unsafe curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    unsafe curl_set_body_function(handle) { bytes, size, count, context in
      guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
      let body = unsafe Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
      let total = size * count
      // Taking less than what came ends the transfer.
      guard body.bytes.count + total <= MetricsFetch.byteLimit else { return 0 }
      unsafe body.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: total))
      return total
    }
    unsafe curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
    return unsafe handle
  }

  /// In words; empty for a page that came.
  private static func failure(
    _ message: UnsafeMutablePointer<CURLMsg>, _ handle: UnsafeMutableRawPointer?
  ) -> String {
    let result = unsafe curl_message_result(message)
    guard result == CURLE_OK else {
      return unsafe String(cString: curl_easy_strerror(result))
    }
    let status = unsafe handle.map { unsafe curl_response_code($0) } ?? 0
    return status == 200 ? "" : "it answered with status \(status)"
  }
}

/// Where a worker serves its metrics, as a user names it.
public struct MetricsAddress: Sendable, Equatable {
  /// What is asked.
  let url: String
  /// What is shown: host and port, and the path if it is not `/metrics`; never a password.
  let name: String

  /// Takes `http://host:port/path`, `https://...` or `host:port`; without a path `/metrics` is asked for.
  public init(_ text: String) throws(OperationFailure) {
    let scheme = text.hasPrefix("https://") ? "https://" : "http://"
    let rest = text.hasPrefix(scheme) ? text.dropFirst(scheme.count) : text[...]
    let isPlain = rest.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F && $0 != "\\" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard isPlain, !authority.isEmpty, !rest.contains("://") else {
      throw .usage("--url: that is no address of a worker's metrics, such as http://127.0.0.1:9464.")
    }
    let path = rest.dropFirst(authority.count)
    url = scheme + authority + (path.isEmpty || path == "/" ? "/metrics" : String(path))
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    name =
      String(host)
      + (path.isEmpty || path == "/" || path == "/metrics" ? "" : String(path.prefix { $0 != "?" && $0 != "#" }))
  }
}
