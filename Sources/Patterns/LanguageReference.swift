import CPatternFiles

/// The reference of the pattern language, in Markdown, as it was compiled into the binary.
public enum LanguageReference {
  public static let text: String = unsafe embedded_language_reference().map { unsafe String(cString: $0) } ?? ""
}
