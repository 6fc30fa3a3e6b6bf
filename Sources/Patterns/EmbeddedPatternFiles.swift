import CPatternFiles

/// The pattern files that were compiled into the binary.
enum EmbeddedPatternFiles {
  /// In the order of the table in CPatternFiles.c.
  static let all: [PatternFile] = {
    var files: [PatternFile] = []
    guard var file = unsafe embedded_pattern_files() else { return files }
    while let name = unsafe file.pointee.name, let text = unsafe file.pointee.text {
      var count = 0
      while unsafe text[count] != 0 { count += 1 }
      let bytes = unsafe Array(UnsafeBufferPointer(start: text, count: count))
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
