import Foundation
import Mail
import Testing

@Suite struct MessageFormTests {
    private func lines(_ wire: [UInt8]) -> [ArraySlice<UInt8>] {
        wire.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    private func body(
        _ passages: [Passage], values: [String] = []
    ) throws -> String {
        let form = MessageForm(header: [], text: passages, html: nil, boundary: "b")
        var wire: [UInt8] = []
        let mailbox = Mailbox(address: try EmailAddress("ann@kent.example"))
        form.write(to: mailbox, messageID: "1@hub.example", values: values, into: &wire)
        return String(decoding: WireReader.split(wire).body, as: UTF8.self)
    }

    private func field(_ field: HeaderField, to mailbox: Mailbox? = nil) throws -> String {
        let form = MessageForm(header: [field], text: [], html: nil, boundary: "b")
        var wire: [UInt8] = []
        let other = Mailbox(address: try EmailAddress("ann@kent.example"))
        form.write(to: mailbox ?? other, messageID: "1 2>\r\n@hub.example", values: [], into: &wire)
        let text = String(decoding: wire, as: UTF8.self)
        return text.components(separatedBy: "\r\nMIME-Version")[0]
    }

    @Test(
        arguments: [
            ([.text("a=b\ncafé\n")], "a=3Db\r\ncaf=C3=A9\r\n"),
            ([.text("a \nb\t")], "a=20\r\nb=09\r\n"),
            ([.text(".\nFrom me\nFrommage\n")], "=2E\r\n=46rom me\r\nFrommage\r\n"),
            ([.text("Dear "), .value(0, html: false), .text(",\n")], "Dear=20Zoe & Co=\r\n,\r\n"),
            ([.value(0, html: true), .text("\n")], "Zoe &amp; Co\r\n"),
            ([.value(1, html: false), .text("\n.")], "=20=2E\r\n=2E\r\n"),
            (
                [
                    .section(0, inverted: false, [.text("yes\n")]),
                    .section(0, inverted: true, [.text("no\n")]),
                ], "yes\r\n"
            ),
            (
                [
                    .section(2, inverted: false, [.text("yes\n")]),
                    .section(9, inverted: true, [.text("no\n")]),
                ], "no\r\n"
            ),
            ([.value(3, html: false), .text(".")], "a =20=\r\n=2E\r\n"),
            ([], ""),
        ] as [([Passage], String)])
    func `a body is quoted-printable`(passages: [Passage], expected: String) throws {
        let values = ["Zoe & Co", " .", "", "a\r\u{85}"]
        let got = try body(passages, values: values)
        #expect(
            WireReader.quotedPrintable(Array(got.utf8)) == WireReader.quotedPrintable(Array(expected.utf8)))
        if !expected.contains("=20=2E"), !expected.contains("a b") { #expect(got == expected) }
    }

    @Test(arguments: [
        (HeaderField.unstructured("Subject", "Hello  there"), "Subject: Hello  there"),
        (.unstructured("Subject", "Café"), "Subject: =?utf-8?q?Caf=C3=A9?="),
        (.unstructured("Subject", "=?utf-8?q?x?="), "Subject: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?="),
        (.unstructured("Subject", "a\r\nBcc: b@c"), "Subject: a  Bcc: b@c"),
        (.unstructured("Sub: \r\nject", "a"), "Subject: a"),
        (.structured("List-Post", "NO"), "List-Post: NO"),
        (.structured("X", "a\r\nb é"), "X: a b ?"),
        (.messageID, "Message-ID: <1_2___@hub.example>"),
        (.listID(phrase: "Kent, all", id: "kent.hub.example"), "List-Id: \"Kent, all\" <kent.hub.example>"),
        (.listID(phrase: "", id: "a>b\r\n.c"), "List-Id: <a-b--.c>"),
        (.to, "To: ann@kent.example"),
        (.mailboxes("Reply-To", []), ""),
    ])
    func `a field is written`(header: HeaderField, expected: String) throws {
        #expect(
            try field(header)
                == (expected.isEmpty
                    ? "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                    : expected))
    }

    @Test(arguments: [
        ("Ann Day", "To: Ann Day <ann@kent.example>"),
        ("Day, Ann", "To: \"Day, Ann\" <ann@kent.example>"),
        ("A \"B\" \\", "To: \"A \\\"B\\\" \\\\\" <ann@kent.example>"),
        ("A  B", "To: \"A  B\" <ann@kent.example>"),
        ("Zoë", "To: =?utf-8?q?Zo=C3=AB?= <ann@kent.example>"),
        (
            "Владимир Маяковский",
            "To: =?utf-8?b?0JLQu9Cw0LTQuNC80LjRgCDQnNCw0Y/QutC+0LLRgdC60LjQuQ==?=\r\n <ann@kent.example>"
        ),
        ("=?x?q?y?=", "To: =?utf-8?b?PT94P3E/eT89?= <ann@kent.example>"),
    ])
    func `a recipient's name is written as a phrase`(name: String, expected: String) throws {
        let mailbox = Mailbox(name: name, address: try EmailAddress("ann@kent.example"))
        #expect(try field(.to, to: mailbox) == expected)
    }

    @Test func `only a recipient whose own address is not ASCII gets UTF-8 in the header`() throws {
        let mailbox = Mailbox(name: "Zoë", address: try EmailAddress("zoë@kent.example"))
        #expect(try field(.to, to: mailbox) == "To: =?utf-8?q?Zo=C3=AB?= <zoë@kent.example>")
    }

    @Test func `a token of any length stays within the line`() throws {
        let got = try field(
            .structured("List-Help", "<https://a.example/" + String(repeating: "x", count: 5_000)))
        for line in lines(Array(got.utf8)) { #expect(line.count <= 999) }
        let folded = try field(.structured("References", String(repeating: "<1@a.example> ", count: 40)))
        for line in lines(Array(folded.utf8)) { #expect(line.count <= 79) }
    }

    @Test func `a form read back from its pieces is the same form`() throws {
        var random = SeededRandom(seed: 7)
        let form = try ComposedSample(&random).form
        #expect(MessageForm(pieces: form.pieces) == form)
    }

    @Test func `whatever is written arrives, and keeps within the lines`() throws {
        var random = SeededRandom(seed: 8)
        for _ in 0..<600 {
            let sample = try ComposedSample(&random)
            let wire = sample.wire
            #expect(wire.allSatisfy { $0 == 0x0A || $0 == 0x0D || (0x20...0x7E).contains($0) || $0 == 0x09 })
            var isBody = false
            for line in lines(wire).dropLast() {
                #expect(line.last == 0x0D && line.dropLast().allSatisfy { $0 != 0x0D })
                if line.count == 1 { isBody = true }
                #expect(line.count - 1 <= (isBody ? 76 : 78), "\(String(decoding: line, as: UTF8.self))")
                if isBody { #expect(line.first != UInt8(ascii: ".") && !line.starts(with: "From ".utf8)) }
                #expect(line.dropLast().last != 0x20 || line.count < 14)
            }
            #expect(wire.suffix(2) == [0x0D, 0x0A])
            let fields = WireReader.split(wire).fields
            #expect(
                fields.map(\.name).prefix(6) == ["From", "To", "Subject", "Date", "Message-ID", "List-Id"])
            #expect(fields.count == 8 + (sample.html == nil ? 1 : 0))
            #expect(WireReader.decoded(fields[2].value) == ComposedSample.header(sample.subject))
            #expect(same(WireReader.part("plain", of: wire), sample.expectedText))
            if let html = sample.expectedHTML { #expect(same(WireReader.part("html", of: wire), html)) }
        }
    }

    /// Equal scalar by scalar; an end of line more behind a hole at the end is allowed.
    private func same(_ got: String, _ expected: String) -> Bool {
        let (a, b) = (Array(got.unicodeScalars), Array(expected.unicodeScalars))
        return a == b || a == b + "\r\n".unicodeScalars
    }
}
