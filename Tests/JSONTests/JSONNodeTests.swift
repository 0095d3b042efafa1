import JSON
import Testing

struct JSONNodeTests {
    @Test func `every name and value knows its place`() throws {
        let text = """
            // é
            {
              "relays": [ {"url": "é", /* 😀 */ "port": 25}, null ],
              "é": true,
            }
            """
        let root = try JSONNode.parse(Array(text.utf8), options: .relaxed)
        #expect(root.line == 2)
        #expect(root.members.map(\.name) == ["relays", "é"])
        #expect(root.members.map(\.line) == [3, 4])
        #expect(root.members.map(\.column) == [3, 3])
        let relays = try #require(root["relays"])
        #expect((relays.line, relays.column) == (3, 13))
        #expect(relays.elements.map(\.column) == [15, 49])
        let relay = relays.elements[0]
        #expect(relay["port"]?.column == 44)
        #expect(relay["port"]?.value == 25)
        #expect(relay.members.map(\.column) == [16, 36])
        #expect(root["é"]?.column == 8)
        #expect(root["nothing"] == nil)
        #expect(root.value["relays"]?.arrayValue?.count == 2)
    }

    @Test func `a byte-order mark takes no column`() throws {
        let root = try JSONNode.parse([0xEF, 0xBB, 0xBF] + Array("[1]".utf8), options: .relaxed)
        #expect(root.column == 1)
        #expect(root.elements[0].column == 2)
    }
}
