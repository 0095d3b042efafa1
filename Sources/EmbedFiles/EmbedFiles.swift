import Foundation
import PackagePlugin

/// Makes the repository's templates and examples part of the program, which stays one file: `init` writes them out.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let templates = root.appending(path: "Templates").path(percentEncoded: false)
        let names = try FileManager.default.contentsOfDirectory(atPath: templates).filter {
            $0.hasSuffix(".mustache")
        }.sorted()
        let files =
            names.map { "Templates/\($0)" } + [
                "config.example.json", "Examples/house-style.json", "Examples/workspace/README.txt",
                "Examples/workspace/first-lines.md", "Examples/workspace/sector.txt",
                "Examples/library/detention-death.md",
            ]
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding templates and examples",
                executable: try context.tool(named: "embed").url,
                arguments: [root.path(percentEncoded: false), output.path(percentEncoded: false)] + files,
                inputFiles: files.map { root.appending(path: $0) },
                outputFiles: [output])
        ]
    }
}
