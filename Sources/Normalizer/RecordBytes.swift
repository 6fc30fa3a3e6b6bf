import StrictJSON

/// One record as it came, also where what is read of it was mended; a view of bytes that others own.
struct RecordBytes: ~Escapable {
  /// What a dead letter carries: of a batch the record's own bytes, else the value with the white space around it.
  let whole: Span<UInt8>
  /// From `{` to `}`.
  let own: Span<UInt8>
  /// What was mended in it.
  let repairs: JSONRepairs

  @_lifetime(copy whole, copy own)
  init(whole: Span<UInt8>, own: Span<UInt8>, repairs: JSONRepairs) {
    self.whole = whole
    self.own = own
    self.repairs = repairs
  }
}
