#if canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Remembers the first thread that used an object and traps in debug builds on Linux when another one does.
struct ThreadConfinement {
  #if DEBUG && os(Linux)
    private var owner: pthread_t?
  #endif

  mutating func check() {
    #if DEBUG && os(Linux)
      let current = pthread_self()
      if let owner {
        precondition(
          pthread_equal(owner, current) != 0, "A Kafka client is used by one thread only, the first that used it.")
      } else {
        owner = current
      }
    #endif
  }
}
