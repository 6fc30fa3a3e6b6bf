// Which C module `timespec` belongs to depends on the order in which the compiler reads them.
import CLibcurl
import Glibc
import Synchronization

/// Gets tokens from their source, for all clients of a process; usable from any thread, and it may block for half a minute.
public final class TokenProvider: Sendable {
  private let source: TokenSource
  private let last = Mutex<(token: AccessToken, at: Int64)?>(nil)

  /// Consumer and producer ask at nearly the same time; what one has just got is good for the other.
  private static let shareMilliseconds: Int64 = 5_000
  /// Waits between attempts of one renewal, since nothing tells when a source has recovered; after the last, librdkafka asks again every ten seconds.
  private static let backoffMilliseconds: [UInt32] = [250, 1_000]

  public init(_ source: TokenSource) { self.source = source }

  /// A token that is good now.
  ///
  /// - Throws: `TokenError`, a sentence without a secret.
  public func token() throws(TokenError) -> AccessToken {
    if let shared = last.withLock({ $0 }), Self.now() - shared.at < Self.shareMilliseconds,
      shared.token.expiryMilliseconds > Self.now() + 2 * Self.shareMilliseconds
    {
      return shared.token
    }
    for milliseconds in Self.backoffMilliseconds {
      do throws(TokenError) {
        return try fetch()
      } catch {
        guard error.isTransient else { throw error }
        usleep(milliseconds * 1_000)
      }
    }
    return try fetch()
  }

  private func fetch() throws(TokenError) -> AccessToken {
    let token =
      switch source {
      case .file(let path): try Self.read(file: path)
      case .command(let words): try Self.run(words)
      case .endpoint(let request): try TokenEndpoint(request).token(now: Self.now())
      }
    last.withLock { $0 = (token, Self.now()) }
    return token
  }

  private static func read(file path: String) throws(TokenError) -> AccessToken {
    let text = try SecretFile.read(path)
    do throws(TokenError) {
      return try AccessToken(text, now: now())
    } catch {
      throw TokenError("The token file \(path) is of no use: \(error)", isTransient: true)
    }
  }

  private static func run(_ words: [String]) throws(TokenError) -> AccessToken {
    let text = try TokenCommand(words).output()
    do throws(TokenError) {
      return try AccessToken(text, now: now())
    } catch {
      throw TokenError("What the token command \(words.first ?? "") wrote is of no use: \(error)")
    }
  }

  /// Milliseconds since 1970.
  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
