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

let package = Package(
  name: "azure-linux-ecs",
  products: [
    .executable(name: "azure-linux-ecs", targets: ["azure-linux-ecs"])
  ],
  targets: [
    // What a value is made of: bytes, JSON, the record in it, the meaning of its text, the event.
    .target(name: "CByteScan"),
    .target(name: "StrictJSON", dependencies: ["CByteScan"], swiftSettings: strict),
    .target(name: "AzureLinux", dependencies: ["StrictJSON"], swiftSettings: strict),
    .target(name: "CPatternFiles"),
    .target(name: "Patterns", dependencies: ["CByteScan", "CPatternFiles"], swiftSettings: strict),
    .target(name: "ECS", dependencies: ["StrictJSON", "AzureLinux", "Patterns"], swiftSettings: strict),
    .target(
      name: "Normalizer", dependencies: ["StrictJSON", "AzureLinux", "Patterns", "ECS"], swiftSettings: strict),

    // How it travels.
    .systemLibrary(
      name: "CLibrdkafka", pkgConfig: "rdkafka",
      providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"]), .yum(["librdkafka-devel"])]),
    // Messages are lent as spans: a lifetime annotation ties them to their batch.
    .target(
      name: "Kafka", dependencies: ["CLibrdkafka"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),

    // How it is run.
    .target(name: "Settings", swiftSettings: strict),
    .target(name: "Logging", swiftSettings: strict),
    .target(name: "Worker", dependencies: ["Kafka", "Normalizer", "Logging"], swiftSettings: strict),
    .executableTarget(
      name: "azure-linux-ecs",
      dependencies: [
        "StrictJSON", "AzureLinux", "Patterns", "ECS", "Normalizer", "Kafka", "Worker", "Settings", "Logging",
      ],
      swiftSettings: strict),

    // Tests mirror the targets.
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: strict),
    .testTarget(name: "AzureLinuxTests", dependencies: ["AzureLinux", "StrictJSON"], swiftSettings: strict),
    .testTarget(name: "PatternsTests", dependencies: ["Patterns"], swiftSettings: strict),
    .testTarget(name: "NormalizerTests", dependencies: ["Normalizer", "ECS", "Patterns"], swiftSettings: strict),
    .testTarget(name: "KafkaTests", dependencies: ["Kafka"], swiftSettings: strict),
    .testTarget(name: "SettingsTests", dependencies: ["Settings"], swiftSettings: strict),
    .testTarget(name: "LoggingTests", dependencies: ["Logging"], swiftSettings: strict),
    .testTarget(name: "WorkerTests", dependencies: ["Worker", "Kafka", "Normalizer"], swiftSettings: strict),
  ]
)
