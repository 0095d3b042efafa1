import Testing

@testable import Mail

@Suite struct HeaderFieldTests {
    private func wire(_ field: HeaderField) -> [UInt8] {
        var wire: [UInt8] = []
        field.write(into: &wire)
        return wire
    }

    @Test func `mailboxes stand on lines of their own`() throws {
        let boxes = try ["Ann <a@x.example>", "b@x.example"].map { try Mailbox($0) }
        let text = String(decoding: wire(.mailboxes("Reply-To", boxes)), as: UTF8.self)
        #expect(text == "Reply-To: Ann <a@x.example>,\r\n b@x.example\r\n")
        #expect(wire(.mailboxes("Reply-To", [])) == [])
        #expect(wire(.to) == [] && wire(.messageID) == [])
    }

    @Test func `no text makes a second field, a long line, a control or a raw octet`() throws {
        var random = SeededRandom(seed: 23)
        let address = try EmailAddress("a@x.example")
        for _ in 0..<600 {
            let injection = random.mixture(
                of: ["\r\n", "\n", "\r", "Bcc: x@y", " ", "\0", "=?", "?=", "\u{2028}", "é"], upTo: 9)
            let text = random.text(upTo: 200) + injection + random.text(upTo: 200)
            let fields: [HeaderField] = [
                .unstructured("Subject", text), .structured("List-Help", text),
                .mailboxes("From", [Mailbox(name: text, address: address)]), .listID(phrase: text, id: text),
                .unstructured(text, "a"),
            ]
            for field in fields {
                let lines = String(decoding: wire(field), as: UTF8.self).unicodeScalars
                    .split(separator: "\r\n".unicodeScalars.first!, omittingEmptySubsequences: false)
                #expect(lines.last.map { $0.elementsEqual("\n".unicodeScalars) } == true)
                for (index, line) in lines.dropLast().enumerated() {
                    let text = line.drop { $0 == "\n" }
                    #expect(text.count <= 996 && text.allSatisfy { (0x20...0x7E).contains($0.value) })
                    #expect(text.contains { $0 != " " } && (index == 0) == (text.first != " "))
                }
            }
        }
    }
}
