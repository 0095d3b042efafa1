import Foundation
import TestSupport
import Testing

@testable import linerelay

struct InitCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func ran(_ words: String...) async throws -> Ran { try await Ran(Repository.linerelay(), words) }

    @Test func `what it makes is a workspace that needs nothing but what is one's own`() async throws {
        let place = folder("hub")
        let made = try await ran("init", place)
        #expect(made.code == 0 && made.errors == "", "\(made)")
        let checked = try await ran("--config", place + "/config.json", "check")
        #expect(checked.code == 0 && !checked.output.contains("error"), "\(checked)")
        try writeFile("Jo <jo@charity.example>\n", to: place + "/lists/sector.txt")
        let configuration = place + "/config.json"
        #expect(try await ran("--config", configuration, "check", place + "/first-lines.md").output == "")
        let shown = try await ran("--config", configuration, "preview", place + "/first-lines.md")
        #expect(shown.code == 0 && shown.output.contains("A first try of our new mailing list"), "\(shown)")
        let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        #expect(
            names == [
                "README.txt", "Templates", "broadcasts", "config.json", "drafts", "first-lines.md",
                "house-style.json", "library", "lists", "state",
            ])
        try writeFile(
            "Use: detention-death\nPlace: Dover\nday: Monday\n", to: folder("use.md"))
        let used = try await ran("--config", configuration, "preview", folder("use.md"))
        #expect(used.code == 0 && used.output.contains("Somebody has died in Dover on Monday."), "\(used)")
        let secret = try FileManager.default.attributesOfItem(atPath: place + "/state")
        #expect(secret[.posixPermissions] as? Int == 0o700)
    }

    @Test func `the files are those of the repository, octet for octet`() throws {
        let templates = try FileManager.default.contentsOfDirectory(atPath: Repository.file("Templates"))
        let embedded = EmbeddedFiles.all.map(\.path)
        #expect(
            embedded.filter { $0.hasPrefix("Templates/") }.sorted()
                == templates.map { "Templates/\($0)" }.sorted())
        for file in EmbeddedFiles.all {
            #expect(fileOctets(Repository.file(file.path)) == Array(file.text.utf8), "\(file.path)")
        }
        #expect(Set(EmbeddedFiles.all.map { InitCommand.place(of: $0.path) }).count == embedded.count)
    }

    @Test func `a folder with something in it stays as it is, an empty one is taken`() async throws {
        try writeFile("mine\n", to: folder("notes"))
        let refused = try await ran("init", folder.path)
        #expect(refused.code == 73 && refused.errors.contains("'notes' is in it"), "\(refused)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes"])
        try FileManager.default.createDirectory(atPath: folder("empty"), withIntermediateDirectories: false)
        #expect(try await ran("init", folder("empty")).code == 0)
        #expect(try await ran("init", folder("empty")).code == 73)
        #expect(try await ran("init").code == 64)
        #expect(try await ran("init", folder("notes") + "/below").code != 0)
    }
}
