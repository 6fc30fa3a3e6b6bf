import CPatternFiles

/// The pattern files that were compiled into the binary.
enum EmbeddedPatternFiles {
  /// In the order of the table in CPatternFiles.c.
  static let all: [PatternFile] = {
    var files: [PatternFile] = []
    guard var file = unsafe embedded_pattern_files() else { return files }
    while let name = unsafe file.pointee.name, let text = unsafe file.pointee.text {
      var bytes: [UInt8] = []
      var byte = unsafe text
      while unsafe byte.pointee != 0 {
        unsafe bytes.append(byte.pointee)
        unsafe byte += 1
      }
      files.append(PatternFile(name: unsafe String(cString: name), bytes: bytes))
      unsafe file += 1
    }
    return files
  }()
}

/// The reference of the pattern language, in Markdown, as it was compiled into the binary.
public enum LanguageReference {
  public static let text: String = unsafe embedded_language_reference().map { unsafe String(cString: $0) } ?? ""
}
