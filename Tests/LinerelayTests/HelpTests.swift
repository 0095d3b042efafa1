import Testing

@testable import linerelay

struct HelpTests {
    private let lines = Help.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    @Test(arguments: Invocation.names)
    func `every command is shown`(name: String) {
        #expect(
            lines.contains { $0.hasPrefix("  ") && $0.split { " ,".contains($0) }.contains { $0 == name } })
    }

    @Test func `every exit code is named, and lines fit a terminal`() {
        for code: ExitCode in [
            .done, .problems, .usage, .badInput, .noSuchFile, .relayUnavailable, .cannotCreate, .tryLater,
            .permission, .configuration,
        ] { #expect(Help.text.contains(" \(code.rawValue) ")) }
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 100 })
        #expect(Help.version.hasPrefix("linerelay "))
    }

    @Test(arguments: Invocation.names)
    func `every command is explained alone, and others are not`(name: String) throws {
        let text = try #require(Help.about(name))
        #expect(text.hasPrefix("usage: linerelay [--config PATH] COMMAND\n\n  "))
        #expect(text.contains(name) && text.hasSuffix("\n"))
        #expect(!text.contains("doctor  ") || name == "doctor")
        #expect(text.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= 110 })
    }

    @Test func `options that need more words have them`() throws {
        let text = try #require(Help.about("preview"))
        for option in ["--to", "--text", "--html", "--eml"] { #expect(text.contains("\n  \(option)")) }
        #expect(try #require(Help.about("resume")).contains("pause ID, resume ID"))
        #expect(Help.about("fly") == nil)
    }
}
