/// Whom and what a command concerns that somebody ran as another user, as far as its words say it without doubt.
///
/// A log has a command's arguments with blanks between them, so an argument that holds blanks looks like several. What is told here
/// is told only of lines for which no other division into arguments makes a command that works on something else:
/// every option is one whose meaning is certain, exactly one account, group or unit is named, and few options have a value.
struct CommandSubject {
  enum Part: Int, CaseIterable, Sendable {
    case service
    /// The account changed, and what it is called or numbered from now on.
    case targetName, targetID, newName, newID
    case groupName, groupID
  }

  /// By part, empty where the command does not say it; places in the text.
  private var ranges = InlineArray<7, Range<Int>>(repeating: 0..<0)

  subscript(part: Part) -> Range<Int> { ranges[part.rawValue] }

  init() {}

  /// Reads the command line that stands at `line` in the text.
  init(_ text: Span<UInt8>, _ line: Range<Int>) {
    var words = CommandWords(text, line)
    guard let tool = words.tool, words.isReadable else { return }
    switch tool {
    case .systemctl: readUnit(text, &words, unitIsLast: true)
    case .service: readUnit(text, &words, unitIsLast: false)
    default: readAccount(tool, text, &words)
    }
  }

  /// `systemctl ACTION UNIT` and `service UNIT ACTION`.
  private mutating func readUnit(_ text: Span<UInt8>, _ words: inout CommandWords, unitIsLast: Bool) {
    var names = InlineArray<2, Range<Int>>(repeating: 0..<0)
    var count = 0
    while let word = words.next() {
      if text[word.lowerBound] == UInt8(ascii: "-") {
        guard unitIsLast, CommandWords.isOne(of: CommandOptions.systemctlFlags, text, word) else { return }
        continue
      }
      guard count < 2 else { return }
      names[count] = word
      count += 1
    }
    guard count == 2 else { return }
    let action = names[unitIsLast ? 0 : 1]
    var unit = names[unitIsLast ? 1 : 0]
    let actions = unitIsLast ? CommandOptions.systemctlActions : CommandOptions.serviceActions
    guard CommandWords.isOne(of: actions, text, action) else { return }
    if CommandWords.ends(text, unit, with: ".service") {
      unit = unit.lowerBound..<unit.upperBound - ".service".utf8.count
    } else if CommandWords.isOfAnotherUnitType(text, unit) {
      return
    }
    guard CommandWords.isUnitName(text, unit) else { return }
    ranges[Part.service.rawValue] = unit
  }

  private mutating func readAccount(_ tool: CommandWords.Tool, _ text: Span<UInt8>, _ words: inout CommandWords) {
    let options = CommandOptions(tool)
    var names = InlineArray<2, Range<Int>>(repeating: 0..<0)
    var nameCount = 0
    var nameIsLast = false
    var value: (option: CommandOptions.Value, range: Range<Int>)?
    var valueCount = 0
    while let word = words.next() {
      nameIsLast = false
      if text[word.lowerBound] == UInt8(ascii: "-") {
        switch options.meaning(of: word, in: text) {
        case .unknown: return
        case .flag: break
        case .value(let option, let joined):
          guard let range = joined ?? words.next() else { return }
          value = (option, range)
          valueCount += 1
        }
        continue
      }
      guard nameCount < 2 else { return }
      names[nameCount] = word
      nameCount += 1
      nameIsLast = true
    }
    // With three values the words could be divided so that one of the values is the account; with two, if the name is not last.
    guard valueCount <= (nameIsLast ? 2 : 1), nameCount == 1 || (nameCount == 2 && tool == .adduser),
      CommandWords.isAccountName(text, names[0])
    else { return }
    if options.namesGroup {
      ranges[Part.groupName.rawValue] = names[0]
    } else {
      ranges[Part.targetName.rawValue] = names[0]
    }
    if nameCount == 2 {
      guard CommandWords.isAccountName(text, names[1]) else {
        ranges = .init(repeating: 0..<0)
        return
      }
      ranges[Part.groupName.rawValue] = names[1]
    }
    // A second value could hold the first.
    guard valueCount == 1, let value else { return }
    switch value.option {
    case .other: break
    case .accountID: set(.targetID, value.range, ifNumberIn: text)
    case .newAccountID: set(.newID, value.range, ifNumberIn: text)
    case .groupID: set(.groupID, value.range, ifNumberIn: text)
    case .newAccountName: set(.newName, value.range, ifNameIn: text)
    case .groupName: set(.groupName, value.range, ifNameIn: text)
    case .member: set(.targetName, value.range, ifNameIn: text)
    }
  }

  private mutating func set(_ part: Part, _ range: Range<Int>, ifNumberIn text: Span<UInt8>) {
    guard range.count <= 10 else { return }
    for index in range where text[index] &- UInt8(ascii: "0") >= 10 { return }
    ranges[part.rawValue] = range
  }

  private mutating func set(_ part: Part, _ range: Range<Int>, ifNameIn text: Span<UInt8>) {
    guard CommandWords.isAccountName(text, range) else { return }
    ranges[part.rawValue] = range
  }
}
