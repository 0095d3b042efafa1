import Mustache
import TestSupport
import Testing

@testable import Broadcasting

@Suite struct TemplateFolderTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (name, source) in [
            ("b.txt", "b"), ("a.txt", "\u{FEFF}a"), ("a.html", "h"), ("Bad.txt", ""),
            ("broken.txt", "{{#x}}"),
        ] { try folder.write(source, to: name + ".mustache") }
    }

    private var templates: TemplateFolder { TemplateFolder(folder.path) }

    @Test func `files are found by their kind, in order`() {
        #expect(templates.names().map(\.text) == ["a", "b", "broken"])
        #expect(templates.names(.html).map(\.text) == ["a"])
        #expect(TemplateFolder(folder("none")).names() == [])
    }

    @Test func `a byte-order mark is no text`() throws {
        let name = try #require(Name("a"))
        let template = try #require(try templates.template(name, .text))
        let segments = try template.render(.null, escaping: .none, partials: { _ in nil })
        #expect(segments == [.text(Array("a".utf8))])
    }

    @Test func `a missing file is nil, a broken one an error at its place`() throws {
        let (missing, broken) = (try #require(Name("c")), try #require(Name("broken")))
        #expect(try templates.template(missing, .text) == nil)
        #expect(throws: Problem.self) { try templates.template(broken, .text) }
    }

    @Test(arguments: ["../a", "/etc/passwd", "", "A", "a.txt", "broken", "c"])
    func `a partial is a sound template of the folder or nothing`(name: String) {
        #expect(templates.partial(name, .text) == nil)
    }

    @Test func `what is not UTF-8 or no plain file is an error`() throws {
        try folder.makeFolder("d.txt.mustache")
        let name = try #require(Name("d"))
        #expect(throws: Problem.self) { try templates.template(name, .text) }
    }
}
