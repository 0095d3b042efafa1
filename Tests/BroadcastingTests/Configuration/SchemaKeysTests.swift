import JSON
import TestSupport
import Testing

@testable import Broadcasting

/// The schemas of what people write name the keys that the program knows, no more and no fewer.
struct SchemaKeysTests {
    private func schema(_ name: String) throws -> JSON {
        let octets = try #require(fileOctets(Repository.file("docs/schema/\(name).schema.json")))
        return try JSON.parse(octets)
    }

    /// The keys of the object that stands at this place.
    private func keys(_ schema: JSON, _ path: String...) throws -> [String] {
        var here = schema
        for step in path { here = try #require(here[step], "\(step)") }
        return try #require(here["properties"]?.objectValue).map(\.name).sorted()
    }

    @Test func `of a configuration`() throws {
        let config = try schema("config")
        #expect(try keys(config) == ConfigurationKeys.root.sorted())
        #expect(try keys(config, "properties", "folders") == ConfigurationKeys.folders.sorted())
        #expect(
            try keys(config, "properties", "lists", "additionalProperties") == ConfigurationKeys.list.sorted()
        )
        #expect(try keys(config, "properties", "relays", "items") == ConfigurationKeys.relay.sorted())
        #expect(try keys(config, "properties", "retry") == ConfigurationKeys.retry.sorted())
    }

    @Test func `of a house style`() throws {
        let style = try schema("house-style")
        #expect(try keys(style) == HouseStyleKeys.root.sorted())
        for (rule, expected) in [
            ("words", HouseStyleKeys.words), ("framing", HouseStyleKeys.framing),
            ("peopleFirst", HouseStyleKeys.peopleFirst), ("valuesFirst", HouseStyleKeys.valuesFirst),
            ("sources", HouseStyleKeys.sources), ("length", HouseStyleKeys.length),
            ("contact", HouseStyleKeys.contact),
        ] { #expect(try keys(style, "properties", rule) == expected.sorted(), "\(rule)") }
        for rule in ["words", "framing"] {
            #expect(
                try keys(style, "properties", rule, "properties", "phrases", "items")
                    == HouseStyleKeys.entry.sorted())
        }
    }

    @Test(arguments: [
        "approval", "broadcast", "config", "delivery", "house-style", "lists", "recipient", "report",
        "report-all",
        "status",
        "status-file", "summary", "suppression",
    ])
    func `every key of a schema is described on the page`(name: String) throws {
        let page = String(decoding: try #require(fileOctets(Repository.file("docs/json.md"))), as: UTF8.self)
        let part = try #require(
            page.split(separator: "\n## ").first { $0.contains("(schema/\(name).schema.json)") })
        // What these two hold of a summary stands there.
        let isOfSummary = name == "status" || name == "report"
        let summary = isOfSummary ? names(try schema("summary")) : []
        for key in names(try schema(name)).subtracting(summary) {
            #expect(part.contains("`\(key)`") || part.contains(".\(key)`"), "\(key)")
        }
    }

    /// Of all objects in it, at whatever depth.
    private func names(_ schema: JSON) -> Set<String> {
        var found: Set<String> = []
        for member in schema.objectValue ?? [] {
            if member.name == "properties" { found.formUnion(member.value.objectValue?.map(\.name) ?? []) }
            found.formUnion(names(member.value))
        }
        for element in schema.arrayValue ?? [] { found.formUnion(names(element)) }
        return found
    }
}
