import Foundation
import Mustache
import Testing

private let folder = ProcessInfo.processInfo.environment["MUSTACHE_SPEC"]

/// The official cases (https://github.com/mustache/spec), read from the folder that `MUSTACHE_SPEC` names.
@Suite(.enabled(if: folder != nil, "MUSTACHE_SPEC names no folder"))
struct SpecificationTests {
    struct Module: Decodable {
        let tests: [Case]
    }

    struct Case: Decodable {
        let name: String
        let data: JSONValue
        let template: String
        let partials: [String: String]?
        let expected: String
    }

    @Test(arguments: [
        "comments", "delimiters", "interpolation", "inverted", "partials", "sections", "inheritance",
    ])
    func `every case of the specification passes`(module: String) throws {
        let path = try #require(folder) + "/" + module + ".json"
        let cases = try JSONDecoder().decode(Module.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
            .tests
        #expect(!cases.isEmpty)
        for test in cases {
            var partials: [String: Template] = [:]
            for (name, source) in test.partials ?? [:] {
                partials[name] = try Template(source, name: name)
            }
            let template = try Template(test.template, name: test.name)
            let segments = try template.render(test.data.value, escaping: .html, partials: { partials[$0] })
            #expect(plainText(segments) == test.expected, "\(module): \(test.name)")
        }
    }
}

/// Any JSON value, as a template sees it.
struct JSONValue: Decodable {
    let value: Value

    init(from decoder: Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let bool = try? container.decode(Bool.self) {
            value = .bool(bool)
        } else if let integer = try? container.decode(Int.self) {
            value = .integer(integer)
        } else if let decimal = try? container.decode(Double.self) {
            value = .decimal(decimal)
        } else if let string = try? container.decode(String.self) {
            value = .string(string)
        } else if let list = try? container.decode([JSONValue].self) {
            value = .list(list.map(\.value))
        } else {
            value = .map(try container.decode([String: JSONValue].self).mapValues(\.value))
        }
    }
}
