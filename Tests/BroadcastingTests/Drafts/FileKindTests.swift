import Testing

@testable import Broadcasting

struct FileKindTests {
    private static let signatures: [([UInt8], FileKind)] = [
        ([0x50, 0x4B, 3, 4, 20], FileKind.word),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldOffice),
        (Array("{\\rtf1".utf8), .richText), (Array("%PDF-1.7".utf8), .pdf), ([0x1F, 0x8B, 8], .archive),
        ([0x89, 0x50, 0x4E, 0x47, 13], .image), ([0x7F, 0x45, 0x4C, 0x46, 2], .program),
        ([0x4D, 0x5A, 0x90, 0], .program),
    ]

    @Test(arguments: signatures)
    func `bytes give a format away`(_ bytes: [UInt8], _ kind: FileKind) {
        #expect(FileKind(bytes: bytes) == kind)
    }

    @Test(arguments: ["PKK talks: lines", "MZ is a postcode", "GIF", "%PD", ""])
    func `text that begins like a format is text`(_ text: String) {
        #expect(FileKind(bytes: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("<!DOCTYPE html><p>", FileKind.webPage), ("\n  <HTML lang=en>", .webPage),
        ("<div class=a>", .webPage), ("<META charset=utf-8>", .webPage), ("<p>Hello", .webPage),
        ("<?xml version='1.0'?>", .xml),
        ("{\\rtf1\\ansi", .richText), ("From jo@example.org Mon Jan  1 00:00:00 2026\n", .savedMail),
    ])
    func `markup gives itself away`(_ text: String, _ kind: FileKind) {
        #expect(FileKind(text: text) == kind)
    }

    @Test(arguments: [
        "From here on we meet", "From: jo", "<https://example.org>", "# <html>", "<pre> is a tag", "",
    ])
    func `words and links do not`(_ text: String) {
        #expect(FileKind(text: text) == nil)
    }
}
