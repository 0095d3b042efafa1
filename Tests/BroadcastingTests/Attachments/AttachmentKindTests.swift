import Foundation
import Testing

@testable import Broadcasting

struct AttachmentKindTests {
    private static let png =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]
    private static let mail = Array(
        "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nReceived: by y\r\n\r\nz\r\n".utf8)

    @Test(
        arguments: [
            ("a.pdf", Array("%PDF-1.4\n".utf8), "application/pdf"),
            ("no-ending", Array("%PDF-1.4\n".utf8), "application/pdf"),
            ("really-a-picture.pdf", png, "image/png"),
            ("a.txt", Array("plain words\n".utf8), "text/plain; charset=utf-8"),
            ("A.TXT", Array("\u{FC}\n".utf8), "text/plain; charset=utf-8"),
            ("old.txt", [0x63, 0x61, 0x66, 0xE9, 0x0A], "text/plain; charset=windows-1252"),
            ("wide.txt", [0xFF, 0xFE, 0x61, 0, 0x0A, 0], "text/plain; charset=utf-16"),
            ("a.csv", Array("name,town\nAnn,Ely\n".utf8), "text/csv; charset=utf-8"),
            ("a.ics", Array("BEGIN:VCALENDAR\nEND:VCALENDAR\n".utf8), "text/calendar; charset=utf-8"),
            ("saved", mail, "text/plain; charset=utf-8"),
            ("saved.csv", mail, "text/csv; charset=utf-8"),
            ("a.docx", [0x50, 0x4B, 3, 4, 20, 0], types["docx"]),
            ("unknown.xyz", [1, 2, 3, 4], "application/octet-stream"),
        ] as [(String, [UInt8], String?)])
    func `the type is the content's, with the ending as a hint`(name: String, octets: [UInt8], type: String?)
    {
        let kind = AttachmentKind(octets, name: name)
        #expect(kind.type == type)
        #expect(kind.refusal == nil)
    }

    private static let types = [
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ]

    @Test(arguments: [
        ("a.pdf", "pdf"), ("A.PDF", "pdf"), ("a.pdf.exe", "exe"), ("a.exe. .", "exe"), ("exe", ""),
        (".exe", "exe"),
        ("a.", ""), ("", ""),
    ])
    func `the ending is what Windows would see`(name: String, ending: String) {
        #expect(AttachmentKind.ending(of: name) == ending)
    }

    @Test func `patterns that were read once serve for one file after another`() {
        let contents = ContentTypes()
        for _ in 0..<3 {
            #expect(contents.type(of: Array("%PDF-1.4\n".utf8)) == "application/pdf")
            #expect(contents.type(of: Array("words\n".utf8)) == "text/plain")
        }
        let kind = AttachmentKind(Array("%PDF-1.4\n".utf8), name: "a.txt", by: contents)
        #expect(kind.type == "application/pdf")
    }

    @Test func `no octets make it trap`() {
        var random = SystemRandomNumberGenerator()
        for length in 0..<200 {
            let start: [UInt8] =
                [[], [0x50, 0x4B, 1, 2], [0xD0, 0xCF, 0x11, 0xE0]].randomElement(using: &random) ?? []
            let octets = start + (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(AttachmentKind(octets, name: "a.\(length)").type.contains("/"))
        }
    }
}
