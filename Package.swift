// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target is compiled alike: Swift 6 mode, warnings are errors, each unsafe expression marked.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For the rooms that lend out views of bytes they own: a view is tied to its owner's lifetime by the compiler.
let lending = strict + [.enableExperimentalFeature("Lifetimes")]

let package = Package(
  name: "azure-linux-ecs",
  products: [
    .executable(name: "azure-linux-ecs", targets: ["azure-linux-ecs"]),
    // The wrapper of librdkafka knows nothing of this program: other packages may use it.
    .library(name: "Kafka", targets: ["Kafka"]),
  ],
  targets: [
    // What a value is made of: bytes, JSON, the record in it, the meaning of its text, the event.
    .target(name: "CByteScan"),
    .target(name: "StrictJSON", dependencies: ["CByteScan"], swiftSettings: lending),
    .target(name: "AzureLinux", dependencies: ["StrictJSON"], swiftSettings: lending),
    .target(name: "CPatternFiles", exclude: ["EmbeddedFile.h", "LANGUAGE.md"]),
    .target(name: "Patterns", dependencies: ["CByteScan", "CPatternFiles"], swiftSettings: lending),
    .target(
      name: "ECS", dependencies: ["CByteScan", "StrictJSON", "AzureLinux", "Patterns"], swiftSettings: lending),
    .target(
      name: "Normalizer", dependencies: ["StrictJSON", "AzureLinux", "Patterns", "ECS"], swiftSettings: lending),

    // What every room may use.
    .target(name: "Base", swiftSettings: strict),

    // What nobody may be shown.
    .target(name: "Secrets", swiftSettings: strict),

    // How it travels.
    .systemLibrary(
      name: "CLibrdkafka", pkgConfig: "rdkafka",
      providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"]), .yum(["librdkafka-devel"])]),
    .systemLibrary(
      name: "CLibcurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"]), .yum(["libcurl-devel"])]),
    .target(name: "OAuth", dependencies: ["CLibcurl", "Secrets", "StrictJSON"], swiftSettings: lending),
    .target(name: "Kafka", dependencies: ["CLibrdkafka", "Secrets"], swiftSettings: lending),

    // How it is run.
    .target(name: "CommandLine", dependencies: ["Base", "Secrets"], swiftSettings: strict),
    .target(name: "Logging", swiftSettings: strict),
    .systemLibrary(
      name: "CMicrohttpd", pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"]), .yum(["libmicrohttpd-devel"])]),
    .target(
      name: "Worker", dependencies: ["Base", "Kafka", "Normalizer", "Patterns", "Logging"], swiftSettings: lending),
    .target(
      name: "StatusServer", dependencies: ["Base", "CMicrohttpd", "Logging", "Normalizer", "Worker"],
      swiftSettings: strict),
    .target(
      name: "Settings",
      dependencies: ["CommandLine", "Base", "Secrets", "ECS", "Normalizer", "Worker", "Logging"], swiftSettings: strict),
    .target(
      name: "Operations",
      dependencies: [
        "Base", "CLibcurl", "Kafka", "Normalizer", "Patterns", "StrictJSON", "AzureLinux", "ECS", "Logging",
      ],
      swiftSettings: lending),
    .target(name: "CFixtures", exclude: ["Fixture.h"]),
    .executableTarget(
      name: "azure-linux-ecs",
      dependencies: [
        "Base", "CFixtures", "StrictJSON", "AzureLinux", "Patterns", "ECS", "Normalizer", "Kafka", "OAuth", "Secrets",
        "Worker", "Operations", "StatusServer", "CommandLine", "Settings", "Logging",
      ],
      swiftSettings: strict),

    // How fast it is.
    .target(name: "CAllocationCount"),
    .executableTarget(
      name: "bench", dependencies: ["CAllocationCount", "StrictJSON", "ECS", "Normalizer", "Patterns"],
      swiftSettings: strict),

    // Tests mirror the targets.
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: strict),
    .testTarget(name: "AzureLinuxTests", dependencies: ["AzureLinux", "StrictJSON"], swiftSettings: strict),
    .testTarget(name: "PatternsTests", dependencies: ["Patterns"], swiftSettings: strict),
    .testTarget(
      name: "ECSTests", dependencies: ["CByteScan", "StrictJSON", "AzureLinux", "ECS", "Patterns"],
      swiftSettings: strict),
    .target(
      name: "NormalizerOracle", dependencies: ["Normalizer", "StrictJSON", "Patterns", "ECS"],
      path: "Tests/NormalizerOracle", swiftSettings: strict),
    .testTarget(
      name: "NormalizerTests", dependencies: ["Normalizer", "NormalizerOracle", "ECS", "Patterns", "StrictJSON"],
      swiftSettings: strict),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets"], swiftSettings: strict),
    .testTarget(name: "KafkaTests", dependencies: ["Kafka", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "OAuthTests", dependencies: ["OAuth", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SettingsTests", dependencies: ["CommandLine", "Settings", "ECS", "Logging", "Normalizer", "Worker"],
      swiftSettings: strict),
    .testTarget(name: "LoggingTests", dependencies: ["Logging"], swiftSettings: strict),
    .testTarget(
      name: "OperationsTests",
      dependencies: ["Operations", "Base", "Kafka", "Normalizer", "Patterns", "ECS", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "StatusServerTests", dependencies: ["StatusServer", "Base", "Normalizer", "Worker"], swiftSettings: strict),
    .testTarget(
      name: "WorkerTests", dependencies: ["Worker", "Kafka", "CLibrdkafka", "Normalizer", "Patterns", "Logging"],
      swiftSettings: strict),

    // The program as a whole: its command line, and its work on a real broker.
    .target(name: "TestSupport", dependencies: ["Kafka"], path: "Tests/Support", swiftSettings: strict),
    .executableTarget(
      name: "chaos", dependencies: ["TestSupport", "Kafka", "CommandLine"], path: "Tests/Chaos", swiftSettings: strict),
    .testTarget(name: "ChaosTests", dependencies: ["chaos", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["TestSupport", "Kafka", "azure-linux-ecs"], swiftSettings: strict),
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "TestSupport", "Base", "CommandLine", "Settings", "StatusServer", "ECS", "Normalizer", "Patterns",
        "azure-linux-ecs",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RealBrokerTests", dependencies: ["TestSupport", "Kafka", "azure-linux-ecs"], swiftSettings: strict),
  ]
)

// `.ci/fuzz` builds this with `-sanitize=fuzzer`: an ordinary build has neither the instruments nor libFuzzer's driver.
if Context.environment["FUZZ"] != nil {
  package.targets += [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzer", "NormalizerOracle", "Normalizer", "Patterns"], swiftSettings: strict),
  ]
}
