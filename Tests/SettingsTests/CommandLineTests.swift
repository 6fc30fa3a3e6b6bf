import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Command line` {
  @Test(arguments: [
    ["run", "--input", "raw"], ["run", "--input=raw"], ["run", "-i", "raw"], ["run", "-iraw"], ["run", "-i=raw"],
  ])
  func `a value may stand behind a blank, an equals sign or its letter`(_ arguments: [String]) throws {
    let values = try #require(Toy.read(arguments).values)
    #expect(values[Toy.input] == "raw")
  }

  @Test func `a value may hold an equals sign`() {
    #expect(Toy.read(["run", "--input=a=b"]).values?[Toy.input] == "a=b")
  }

  @Test func `a value may begin with a hyphen behind an equals sign or when it is a number`() {
    #expect(Toy.read(["run", "--input=-x"]).values?[Toy.input] == "-x")
    #expect(Toy.read(["run", "--input", "-5"]).values?[Toy.input] == "-5")
    #expect(Toy.read(["run", "--input", "-"]).values?[Toy.input] == "-")
  }

  @Test func `an option without its value is noticed and does not swallow the next option`() {
    #expect(
      Toy.read(["run", "--input", "--count", "3"]).mistakes == [
        "--input needs a value: --input <text>", "input is missing; set --input <text> or TOY_INPUT",
      ])
    #expect(Toy.read(["show", "--count"]).mistakes == ["--count needs a value: --count <n>"])
  }

  @Test func `two hyphens end the options`() {
    #expect(Toy.read(["show", "--", "--count", "-h"]).values?[Toy.names] == ["--count", "-h"])
  }

  @Test func `a lone hyphen is an argument`() {
    #expect(Toy.read(["show", "-", "b"]).values?[Toy.names] == ["-", "b"])
  }

  @Test func `an argument too many is refused`() {
    #expect(Toy.read(["show", "a", "b", "c"]).mistakes == ["unexpected argument 'c'"])
    #expect(Toy.read(["run", "-i", "x", "stray"]).mistakes == ["unexpected argument 'stray'"])
  }

  @Test func `a missing argument is named`() {
    #expect(product(["completions"]).mistakes == ["missing argument <shell>"])
    #expect(product(["completions", "zhs"]).mistakes == ["<shell>: 'zhs' is not bash, zsh or fish; did you mean zsh?"])
    #expect(product(["completions", "zsh"]).values?[WorkerArgument.shell] == [.zsh])
  }

  @Test func `a boolean flag sets true and its negation false`() {
    #expect(Toy.read(["show"]).values?[Toy.loud] == true)
    #expect(Toy.read(["show", "--no-loud"]).values?[Toy.loud] == false)
    #expect(Toy.read(["show", "--loud"], environment: ["TOY_LOUD": "false"]).values?[Toy.loud] == true)
    #expect(Toy.read(["show", "--dry"]).values?[Toy.dry] == true)
  }

  @Test func `a boolean flag takes no value`() {
    #expect(Toy.read(["show", "--loud=false"]).mistakes == ["--loud takes no value; say --loud or --no-loud"])
  }

  @Test func `a negation exists only where it is declared`() {
    #expect(Toy.read(["show", "--no-dry"]).mistakes.first?.hasPrefix("unknown option '--no-dry'") == true)
  }

  @Test func `a flag and its negation together are refused`() {
    #expect(
      Toy.read(["show", "--loud", "--no-loud"]).mistakes == ["--loud and --no-loud all set loud; keep one of them"])
  }

  @Test func `a flag given twice is refused unless it is a list`() {
    #expect(
      Toy.read(["show", "--count", "1", "--count", "2"]).mistakes == ["--count is given 2 times; keep one of them"])
    #expect(Toy.read(["show", "--files", "a", "--files=b,c"]).values?[Toy.files] == ["a", "b", "c"])
  }

  @Test func `a misspelt flag is refused with the nearest one and its value is not reported again`() {
    #expect(
      Toy.read(["run", "--inptu", "raw", "--input", "x"]).mistakes == [
        "unknown option '--inptu'; did you mean --input?"
      ])
    #expect(Toy.read(["show", "--hlep"]).mistakes == ["unknown option '--hlep'; did you mean --help?"])
    #expect(Toy.read(["show", "--zzzzzz"]).mistakes == ["unknown option '--zzzzzz'"])
  }

  @Test func `an argument behind a misspelt boolean flag stays an argument`() {
    #expect(
      Toy.read(["show", "--lodu", "a", "b", "c"]).mistakes == [
        "unknown option '--lodu'; did you mean --loud?", "unexpected argument 'c'",
      ])
  }

  @Test func `a long option with one hyphen is refused with its right form`() {
    #expect(Toy.read(["show", "-count=3"]).mistakes == ["unknown option '-count=3'; did you mean --count?"])
    #expect(Toy.read(["show", "-count", "3"]).mistakes == ["unknown option '-count'; did you mean --count?"])
  }

  @Test func `an option of another command is refused with the commands that take it`() {
    #expect(
      Toy.read(["list", "all", "--input", "x"]).mistakes == ["--input is an option of run and show, not of list all"])
    #expect(Toy.read(["show", "-X", "a=b"]).mistakes == ["-X is not an option of show"])
  }

  @Test func `a command of two words is found`() {
    #expect(Toy.read(["list", "all", "--count", "2"]).command == .listAll)
  }

  @Test func `a misspelt command is refused with the nearest one`() {
    #expect(Toy.read(["rnu"]).mistakes == ["unknown command 'rnu'; did you mean run?"])
    #expect(Toy.read(["list", "al"]).mistakes == ["unknown command 'list al'; did you mean list all?"])
    #expect(Toy.read(["frobnicate"]).mistakes == ["unknown command 'frobnicate'"])
  }

  @Test func `a missing command is a mistake and not a success`() {
    #expect(Toy.read([]).mistakes == ["a command is missing"])
    #expect(Toy.read(["list"]).mistakes == ["a command is missing behind list"])
    #expect(Toy.read(["--count", "3", "run"]).mistakes == ["a command is missing before '--count'"])
  }

  @Test(arguments: [
    ["--help"], ["-h"], ["help"], ["run", "--help"], ["run", "--nonsense", "-h"], ["help", "run"],
    ["help", "list", "all"],
    ["list", "--help"], ["help", "list"], ["list", "all", "-h"], ["help", "count"], ["help", "--count"],
  ])
  func `help is given in every usual way and even beside mistakes`(_ arguments: [String]) {
    #expect(Toy.read(arguments).help?.isEmpty == false)
  }

  @Test func `help for something unknown is refused with the nearest name`() {
    #expect(Toy.read(["help", "cuont"]).mistakes == ["unknown command or setting 'cuont'; did you mean count?"])
  }

  @Test(arguments: [["--version"], ["run", "--version"]])
  func `the version is given with and without a command`(_ arguments: [String]) {
    #expect(Toy.read(arguments).isVersion)
  }

  @Test func `a refusal shows every mistake, then the usage, and stands for exit code 2`() throws {
    let refusal = try #require(Toy.read(["run", "--count", "99"]).refusal)
    #expect(
      refusal.description == """
        Error: input is missing; set --input <text> or TOY_INPUT
        Error: --count: '99' is out of range, expected a whole number from 1 to 10
        Usage: toy run --input <text> [options]
          See 'toy run --help' for more information.

        """)
    #expect(InvocationError.exitCode == 2)
  }

  @Test func `what a user typed is shown harmless`() throws {
    let text = try #require(Toy.read(["show", "--\u{1B}[2J\u{202E}x"]).refusal?.description)
    #expect(text.contains("'--\\u{1B}[2J\\u{202E}x'"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `help knows a setting by the library's name of it`() {
    #expect(product(["help", "bootstrap.servers"]).help?.hasPrefix("brokers\n") == true)
    #expect(product(["help", "auto.offset.reset"]).help?.hasPrefix("offset-reset\n") == true)
  }

  @Test func `what is missing is asked for in the file that was given, and not where that cannot be read`() throws {
    let given = product(["check", "-c", "w"], files: ["w": "brokers=k:1\n"]).mistakes
    #expect(given.first == "input is missing; write input= into w, or set --input <topic> or AZURE_LINUX_ECS_INPUT")
    #expect(given.count == 4)
    #expect(
      product(["check", "--config", "nowhere"]).mistakes == [
        "--config: cannot read 'nowhere': no such file or directory"
      ])
  }

  @Test func `how flags are written is not said below a mistake of a file`() throws {
    let file = try #require(product(["normalize", "--config", "w"], files: ["w": "formt=ecs\n"]).refusal?.description)
    #expect(file.contains("did you mean format?") && !file.contains("Usage"), "\(file)")
    #expect(product(["normalize", "--formt", "ecs"]).refusal?.description.contains("Usage: ") == true)
  }
}

/// Reads a command line of the product without environment or files.
func product(
  _ arguments: [String], environment: [String: String] = [:], files: [String: String] = [:]
) -> Request<WorkerCommand> {
  let processEnvironment = ProcessEnvironment(environment: environment) { path, _ in
    files[path].map { .success(Array($0.utf8)) } ?? .failure(FileReadError("no such file or directory"))
  }
  return CommandLineReader(table: .worker, processEnvironment: processEnvironment).read(arguments)
}
