import Foundation
import Testing

@testable import Mail

@Suite struct EncodedWordTests {
    private func written(_ text: String, at column: Int = 9) -> String {
        var wire = Array(repeating: UInt8(ascii: "x"), count: column)
        EncodedWord.write(Array(text.unicodeScalars), into: &wire)
        return String(decoding: wire.dropFirst(column), as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("Zoë", "=?utf-8?q?Zo=C3=AB?="), ("é", "=?utf-8?b?w6k=?="), ("a b?", "=?utf-8?q?a_b=3F?="),
        ("яяяя", "=?utf-8?b?0Y/Rj9GP0Y8=?="), ("🦊", "=?utf-8?b?8J+mig==?="),
    ])
    func `the shorter of the two encodings is taken`(text: String, word: String) {
        #expect(written(text) == word)
    }

    @Test func `a word that would not begin on the line begins the next one`() {
        #expect(written("é", at: 60).hasPrefix("\r\n =?utf-8?"))
    }

    @Test(arguments: ["я", "é字", "字", "🦊🦊🦊я", "abя ", "مرحبا بكم "])
    func `only the last word is padded, for some readers stop there`(unit: String) {
        let words = written(String(repeating: unit + "Ж", count: 60)).split(separator: "\r\n ")
        #expect(words.count > 2 && words.dropLast().allSatisfy { !$0.hasSuffix("=?=") })
    }

    /// é has two octets, and so no character behind it ends where three do.
    @Test(arguments: ["字", "क्षत्रिय ", "ក"])
    func `behind padding that cannot be avoided stands a character in the other encoding`(unit: String) {
        let text = "é" + String(repeating: unit, count: 60)
        let words = written(text).replacing("\r\n", with: "").split(separator: " ")
        let padded = words.dropLast().indices.filter {
            words[$0].hasSuffix("=?=") && words[$0].hasPrefix("=?utf-8?b?")
        }
        #expect(!padded.isEmpty && padded.allSatisfy { words[$0 + 1].hasPrefix("=?utf-8?q?=") })
        #expect(WireReader.decoded(words.joined(separator: " ")) == text)
        for last in 1...12 {
            let text = "é" + String(repeating: "字", count: 11 + last)
            #expect(WireReader.decoded(written(text).replacing("\r\n", with: "")) == text)
            #expect(!written(text).contains("??=") && !written(text).hasSuffix(" "))
        }
    }

    /// RFC 2047 §2 and §5 (3).
    @Test func `each word is at most 75 octets on a line of 76, and whole characters by itself`() throws {
        var random = SeededRandom(seed: 21)
        for _ in 0..<400 {
            let text = UnstructuredText.withoutControls(random.text(upTo: 300))
            guard !text.isEmpty, !text.contains("\u{FFFD}") else { continue }
            var wire = Array("Subject: ".utf8)
            EncodedWord.write(text, into: &wire)
            let value = String(decoding: wire.dropFirst(9), as: UTF8.self)
            for line in String(decoding: wire, as: UTF8.self).split(separator: "\r\n") {
                #expect(line.utf8.count <= 76)
            }
            for word in value.split(whereSeparator: {
                " \r\n".unicodeScalars.contains($0.unicodeScalars.first!)
            }) {
                #expect(word.utf8.count <= 75)
                #expect(!WireReader.decoded(String(word)).unicodeScalars.contains("\u{FFFD}"))
            }
            #expect(
                WireReader.decoded(value.replacing("\r\n", with: ""))
                    == String(String.UnicodeScalarView(text)))
        }
    }
}
