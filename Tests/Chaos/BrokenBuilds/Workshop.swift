import FoundationEssentials
import TestSupport

/// Builds the worker from a copy of the package in which a rule may be broken.
struct Workshop {
  private let tree = "\(ProjectFiles.root)/.build/broken-builds/package"
  private let products = "\(ProjectFiles.root)/.build/broken-builds/products"
  private static let parts = ["Package.swift", "Sources", "Tests", "Fixtures"]

  init() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: products, withIntermediateDirectories: true)
    // The copy's build folder stays, so that a second time only little is compiled.
    for part in Self.parts {
      let copy = "\(tree)/\(part)"
      try? files.removeItem(atPath: copy)
      try files.createDirectory(atPath: tree, withIntermediateDirectories: true)
      try files.copyItem(atPath: "\(ProjectFiles.root)/\(part)", toPath: copy)
    }
  }

  /// Builds the worker, sound for nil, and returns its path.
  func build(_ broken: BrokenBuild?) throws -> String {
    if let broken { try change(broken) }
    defer { if let broken { try? restore(broken) } }
    guard let swift = ProjectFiles.command("swift") else { throw TestSupportError("There is no swift in PATH.") }
    let result = try CompletedProcess.run(
      swift, ["build", "--package-path", tree, "--product", "azure-linux-ecs"], limit: .seconds(1800))
    guard result.exitCode == 0 else {
      throw TestSupportError("The broken worker does not build: \(result.outputText.suffix(2000))\(result.error)")
    }
    let product = "\(products)/\(broken?.name ?? "sound")"
    try? FileManager.default.removeItem(atPath: product)
    try FileManager.default.copyItem(atPath: "\(tree)/.build/debug/azure-linux-ecs", toPath: product)
    return product
  }

  private func change(_ broken: BrokenBuild) throws {
    for change in broken.changes {
      let text = String(decoding: try ProjectFiles.read("\(tree)/\(change.path)"), as: UTF8.self)
      guard let changed = change.applied(to: text) else {
        throw TestSupportError("\(change.path) no longer has the lines that \(broken.name) takes out.")
      }
      try write(Array(changed.utf8), to: change.path)
    }
  }

  private func restore(_ broken: BrokenBuild) throws {
    for path in Set(broken.changes.map(\.path)) {
      try write(try ProjectFiles.read("\(ProjectFiles.root)/\(path)"), to: path)
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    guard FileManager.default.createFile(atPath: "\(tree)/\(path)", contents: Data(bytes)) else {
      throw TestSupportError("\(tree)/\(path) cannot be written.")
    }
  }
}
