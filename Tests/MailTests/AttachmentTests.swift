import Foundation
import Testing

@testable import Mail

struct AttachmentTests {
    private func wire(_ name: String, _ octets: [UInt8] = [1], type: String = "application/pdf") -> String {
        var wire: [UInt8] = []
        Mail.Attachment(name: name, type: type, octets: octets).write(into: &wire)
        return String(decoding: wire, as: UTF8.self)
    }

    @Test func `a file has its type, its name, and base64 in lines of 76`() {
        let octets = (0..<200).map { UInt8($0) }
        let lines = wire("Briefing note (final).pdf", octets).components(separatedBy: "\r\n")
        #expect(
            Array(lines.prefix(5)) == [
                "Content-Type: application/pdf", "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment;", " filename=\"Briefing note (final).pdf\"", "",
            ])
        let body = lines.dropFirst(5)
        #expect(body.dropLast().allSatisfy { $0.utf8.count == 76 } && body.count == 4)
        #expect(Data(base64Encoded: body.joined()) == Data(octets))
    }

    @Test func `octets of every length come back`() {
        var random = SeededRandom(seed: 11)
        for length in 0..<180 {
            let octets = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            var encoded: [UInt8] = []
            Base64.write(octets, into: &encoded)
            let text = String(decoding: encoded, as: UTF8.self)
            #expect(Data(base64Encoded: text, options: .ignoreUnknownCharacters) == Data(octets))
            #expect(
                !text.hasSuffix("\n")
                    && text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        }
    }

    @Test(arguments: [
        ("say \"hello\".pdf", "utf-8''say%20%22hello%22.pdf"), ("£5.pdf", "utf-8''%C2%A35.pdf"),
        ("=?utf-8?q?a?=.pdf", "utf-8''%3D%3Futf-8%3Fq%3Fa%3F%3D.pdf"),
        ("a\r\nBcc: x@y.example.pdf", "utf-8''a%0D%0ABcc%3A%20x%40y.example.pdf"),
    ])
    func `any other name is encoded`(name: String, value: String) {
        #expect(wire(name).contains("\r\nContent-Disposition: attachment;\r\n filename*=\(value)\r\n\r\n"))
    }

    @Test(arguments: [
        String(repeating: "a", count: 200), String(repeating: "ملف ", count: 40),
        String(repeating: "😀", count: 60),
        String(repeating: "%'*;=\" ", count: 20), "\u{0}\r\n\t\u{7F}\u{2028}",
    ])
    func `a long or odd name is in parts of whole characters, and makes no line of its own`(name: String)
        throws
    {
        let text = wire(name)
        let header = try #require(text.range(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) })
        let lines = header.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        #expect(lines.dropFirst(3).allSatisfy { $0.hasPrefix(" filename*") })
        let parts = lines.dropFirst(3).map { line in
            let value = String(line.drop { $0 != "=" }.dropFirst()).replacingOccurrences(
                of: "utf-8''", with: "")
            return (value.hasSuffix(";") ? String(value.dropLast()) : value).removingPercentEncoding
        }
        #expect(!parts.contains(nil) && parts.compactMap { $0 }.joined() == name)
    }

    @Test func `a type is one line of ASCII, whatever it is`() {
        #expect(wire("a", type: "text/é\r\nBcc: x").hasPrefix("Content-Type: text/? Bcc: x\r\n"))
    }

    @Test(arguments: [nil, "<p>Hello.</p>\n"])
    func `a message with files holds text, HTML and the files`(html: String?) throws {
        let form = MessageForm(
            header: [.to, .messageID], text: [.text("Hello.\n")], html: html.map { [.text($0)] },
            boundary: "2026-a", hasAttachments: true)
        let files = ["a.txt", "b.txt"].map {
            Mail.Attachment(name: $0, type: "text/plain", octets: Array("\($0)!".utf8))
        }
        var message: [UInt8] = []
        form.write(
            to: Mailbox(name: "", address: try EmailAddress("ann@hub.example")), messageID: "a@b.example",
            values: [], attachments: MessageForm.attached(files, boundary: "2026-a"), into: &message)
        let text = String(decoding: message, as: UTF8.self)
        #expect(text.contains("\r\nContent-Type: multipart/mixed; boundary=\"=_.2026a\"\r\n"))
        #expect(text.components(separatedBy: "\r\n--=_.2026a\r\n").count == 4)
        #expect(text.hasSuffix("\r\n\r\nYi50eHQh\r\n--=_.2026a--\r\n"))
        #expect(form.leastSize + MessageForm.attached(files, boundary: "2026-a").count < message.count)
        let shown = ShownMessage(message)
        #expect(shown.text == "Hello.\n" && shown.html == html)
    }

    @Test func `without files nothing is mixed`() {
        let form = MessageForm(header: [.to], text: [.text("a")], html: [.text("b")], boundary: "c")
        #expect(!form.pieces.contains(.attachments) && !"\(form.pieces)".contains("mixed"))
    }
}
