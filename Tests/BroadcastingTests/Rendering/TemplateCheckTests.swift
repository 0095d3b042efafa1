import Testing

@testable import Broadcasting

@Suite struct TemplateCheckTests {
    private func problems(_ templates: [String: String], inUse: [String] = ["lines"]) throws -> [String] {
        let message = try RenderedMessage(templates: templates)
        let rendering = try message.rendering
        let names = Set(inUse.compactMap { Name($0) })
        let fields = MessageView.recipientFields(columns: ["town"])
        return withExtendedLifetime(message) {
            rendering.problemsOfFolder(fields: fields, inUse: names).map(\.description)
        }
    }

    @Test func `the templates that come with it are in order`() throws {
        #expect(try problems([:]) == [])
    }

    @Test func `a part is judged where it is taken in`() throws {
        let card = ["t.txt": "{{#subscriber}}{{> card}}{{/subscriber}}", "card.txt": "{{name}} {{town}}"]
        #expect(try problems(card) == [])
        #expect(
            try problems(card, inUse: ["lines", "card"]) == [
                "Templates/card.txt.mustache:1:1: error: there is no value 'name'; did you mean 'subscriber.name'?",
                "Templates/card.txt.mustache:1:10: error: there is no value 'town'; did you mean 'subscriber.town'?",
            ])
    }

    @Test func `parts that only take in each other are looked at, and HTML that has no text`() throws {
        #expect(
            try problems(["x.txt": "{{> y}}", "y.txt": "{{> x}}{{zz}}", "z.html": "{{zzz}}"]) == [
                "Templates/y.txt.mustache:1:8: error: there is no value 'zz'",
                "Templates/z.html.mustache:1:1: error: there is no value 'zzz'",
            ])
    }
}
