import Testing

@testable import Mail

@Suite struct SpliceTests {
    private func written(_ pieces: [Piece], messageID: String = "1@x", values: [String] = []) throws -> String
    {
        var wire: [UInt8] = []
        let mailbox = try Mailbox("Ann <a@x.example>")
        Splice(pieces).write(to: mailbox, messageID: messageID, values: values, into: &wire)
        return String(decoding: wire, as: UTF8.self)
    }

    @Test func `each hole gets its recipient's own`() throws {
        let pieces: [Piece] = [
            .to, .wire([0x7C]), .messageID, .wire([0x7C]), .value(0, html: true), .wire([0x7C]),
            .value(7, html: false),
        ]
        #expect(try written(pieces, values: ["a&b"]) == "Ann <a@x.example>|<1@x>|a&amp;b|")
    }

    @Test(arguments: [("v", "Y."), ("", "N!.")])
    func `a section looks at its value`(value: String, expected: String) throws {
        let inner: [Piece] = [.wire(Array("Y".utf8))]
        let other: [Piece] = [
            .section(9, inverted: true, [.wire(Array("N".utf8))]), .section(9, inverted: false, inner),
            .wire([0x21]),
        ]
        let pieces: [Piece] = [
            .section(0, inverted: false, inner), .section(0, inverted: true, other),
            .section(0, inverted: true, []),
            .wire([0x2E]),
        ]
        #expect(try written(pieces, values: [value]) == expected)
    }

    @Test func `a Message-ID is one token on one line`() throws {
        #expect(try written([.messageID], messageID: "a b>\r\n<é") == "<a_b______>")
        #expect(try written([.messageID], messageID: String(repeating: "x", count: 2_000)).utf8.count == 902)
    }

    @Test(arguments: [("", 0), ("abc", 3), ("a\r\nbc", 2), ("a\r\n", 0)])
    func `a column counts from the last line end`(text: String, column: Int) {
        #expect(Array(text.utf8).column == column)
    }
}
