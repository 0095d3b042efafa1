// swift-tools-version: 6.1
import PackageDescription

/// Swift 6 language mode; a warning is an error; a module is imported by name where it is used. The exclusive access
/// that the compiler cannot prove is checked at run time in debug builds, which is what every test runs; docs/decisions.md.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .unsafeFlags(["-warnings-as-errors"]),
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let package = Package(
    name: "LineRelay",
    products: [.executable(name: "linerelay", targets: ["linerelay"])],
    targets: [
        // C libraries, as Debian packages them. Shims forward and do nothing else.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CMarkdown",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(name: "CIdn", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CGLib", pkgConfig: "glib-2.0", providers: [.apt(["libglib2.0-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
        .systemLibrary(name: "CSystem"),
        // What has to be C: a fatal signal's handler.
        .target(name: "CCrash", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        .target(name: "JSON", swiftSettings: strict),
        .target(name: "Disk", dependencies: ["CSystem"], swiftSettings: strict),
        .target(name: "Mail", dependencies: ["CGLib", "CIdn"], swiftSettings: strict),
        .target(name: "Mustache", swiftSettings: strict),
        .target(name: "SMTP", dependencies: ["Mail", "CCurl", "CSystem"], swiftSettings: strict),
        .target(
            name: "Broadcasting",
            dependencies: [
                "JSON", "Disk", "Mail", "Mustache", "CMarkdown", "CGLib", "CCrypto", "CMagic", "CSystem",
                "CCrash",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "linerelay",
            dependencies: ["JSON", "Disk", "Mail", "Mustache", "SMTP", "Broadcasting", "CSystem"],
            swiftSettings: strict, plugins: ["EmbedFiles"]),

        // Templates and examples as a part of the program.
        .plugin(
            name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed"], path: "Sources/EmbedFiles"),
        .executableTarget(name: "embed", swiftSettings: strict),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "DiskTests", dependencies: ["Disk", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "MailTests", dependencies: ["Mail", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "MustacheTests", dependencies: ["Mustache", "JSON", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SMTPTests", dependencies: ["SMTP", "Mail", "CCurl", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "BroadcastingTests",
            dependencies: ["Broadcasting", "JSON", "Disk", "Mail", "Mustache", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LinerelayTests",
            dependencies: ["linerelay", "Broadcasting", "Disk", "Mail", "SMTP", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["linerelay", "JSON", "Mail", "TestSupport"],
            swiftSettings: strict),
    ]
)
