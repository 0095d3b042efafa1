import Mustache
import TestSupport
import Testing

@testable import Broadcasting

@Suite struct TemplateNamesTests {
    @Test func `the sample has every name, no text, and an element in every list`() {
        let names = TemplateNames(
            .map(["a": .string("long"), "b": .list([]), "c": .map(["d": .hole(1), "e": .string("x")])]))
        #expect(
            names.sample
                == .map([
                    "a": .string(""), "b": .list([.string("")]),
                    "c": .map(["d": .hole(1), "e": .string("")]),
                ]))
    }

    @Test func `a change has two names of its own, told or not`() throws {
        let names = TemplateNames(.map(["changes": .list([])]))
        let template = try Template("{{#changes}}{{now}}{{before}}{{old}}{{/changes}}{{now}}", name: "t")
        let found = template.undefinedNames(sample: names.sample, partials: { _ in nil })
        #expect(found.map { "\($0.name) \($0.column)" } == ["old 30", "now 49"])
    }

    @Test(arguments: [
        ("{{contatc}}", "there is no value 'contatc'; did you mean 'contact'?"),
        ("{{list.titel}}", "there is no value 'list.titel'; did you mean 'list.title'?"),
        (
            "{{subscriber.nmae}}",
            "there is no value 'subscriber.nmae': none of the lists has such a column;"
                + " did you mean 'subscriber.name'?"
        ),
        (
            "{{subscriber.county}}",
            "there is no value 'subscriber.county': none of the lists has such a column"
        ),
        ("{{name}}", "there is no value 'name'; did you mean 'subscriber.name'?"),
        ("{{title}}", "there is no value 'title'; did you mean 'list.title'?"),
        ("{{qqqqqq}}", "there is no value 'qqqqqq'"),
        (
            "{{> ../x}}",
            "'../x' is not the name of a template: lower-case letters, digits and hyphens, "
                + "starting with a letter or a digit, 64 at most"
        ),
    ])
    func `a name that nothing stands for comes with the nearest that something does`(
        source: String, message: String
    ) throws {
        let names = TemplateNames(
            .map([
                "contact": .string(""), "list": .map(["name": .string(""), "title": .string("")]),
                "subscriber": .map(["name": .hole(0)]),
            ]))
        let template = try Template(source, name: "t")
        let found = template.undefinedNames(sample: names.sample, partials: { _ in nil })
        let folder = TemplateFolder(try TemporaryFolder().path)
        #expect(found.map { names.problem($0, folder, .text).message } == [message])
    }
}
