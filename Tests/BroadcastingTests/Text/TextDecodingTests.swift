import Testing

@testable import Broadcasting

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func utf16(_ text: String, lowByteFirst: Bool, mark: Bool = true) -> [UInt8] {
    let units: [UInt16] = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { unit -> [UInt8] in
        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return lowByteFirst ? pair.reversed() : pair
    }
}

private func problem(_ bytes: [UInt8]) -> TextProblem? {
    do throws(TextProblem) {
        _ = try TextDecoding.decode(bytes)
        return nil
    } catch { return error }
}

struct TextDecodingTests {
    @Test(arguments: [
        ("a\nb", "a\nb"), ("a\r\nb\r\n", "a\nb\n"), ("a\rb", "a\nb"), ("a\r\n\r\nb\rc\nd", "a\n\nb\nc\nd"),
        ("a\r\r\nb", "a\n\nb"), ("a\n\rb", "a\n\nb"), ("\u{FEFF}a", "a"), ("\u{FEFF}\u{FEFF}a", "a"),
        ("", ""),
        ("a\u{1A}", "a"), ("a\n\u{1A}\r\n", "a\n"), ("a\u{1A}b", "a\u{1A}b"), ("a\u{FEFF}b", "a\u{FEFF}b"),
        ("e\u{301} 👨‍👩‍👧", "e\u{301} 👨‍👩‍👧"),
    ])
    func `line ends become LF, marks and Ctrl-Z go`(_ input: String, _ expected: String) throws {
        let decoded = try TextDecoding.decode(bytes(input))
        #expect(decoded.text.unicodeScalars.elementsEqual(expected.unicodeScalars))
        #expect(decoded.warning == nil)
    }

    @Test(arguments: [true, false])
    func `UTF-16 with a mark is understood, with a warning`(_ lowByteFirst: Bool) throws {
        let decoded = try TextDecoding.decode(utf16("é\r\n👍", lowByteFirst: lowByteFirst))
        #expect(decoded.text == "é\n👍")
        #expect(decoded.warning?.contains("save it as UTF-8") == true)
    }

    @Test func `Windows-1252 is understood, with a warning`() throws {
        let decoded = try TextDecoding.decode([0x93, 0x41, 0x94, 0x20, 0x96, 0x20, 0xE9, 0x20, 0x80, 0x35])
        #expect(decoded.text == "“A” – é €5")
        #expect(decoded.warning?.contains("Windows-1252") == true)
    }

    @Test func `an accent at the very end is Windows-1252 where the rest is`() throws {
        #expect(try TextDecoding.decode([0xE9, 0x20, 0x63, 0x61, 0x66, 0xE9]).text == "é café")
    }

    private static let noText: [([UInt8], TextProblem)] = [
        (Array("caf".utf8) + [0xC3], TextProblem.cut(Position(line: 1, column: 4))),
        (Array("é\n".utf8) + [0xE2, 0x82], .cut(Position(line: 2, column: 1))),
        (Array("é\r\nx".utf8) + [0xE9, 0x20], .mixed(Position(line: 2, column: 2))),
        ([0x41, 0x81], .noEncoding(0x81, Position(line: 1, column: 2))),
        ([0xEF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], .noEncoding(0xE2, Position(line: 1, column: 4))),
        ([0xE9, 0x20, 0x07], .noEncoding(0x07, Position(line: 1, column: 3))),
        (Array("é\r\nab\0c".utf8), .nul(Position(line: 2, column: 3))),
        ([0, 0, 0, 0], .nothingButNul),
        ([0xFF, 0xFE, 0x41], .cutUTF16), ([0xFF, 0xFE, 0x00, 0xD8], .invalidUTF16),
        ([0xFF, 0xFE, 0x41, 0, 0x0A, 0, 0, 0], .nul(Position(line: 2, column: 1))),
        ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], .utf32),
    ]

    @Test(arguments: noText)
    func `what is no text says what it is, and where`(_ input: [UInt8], _ expected: TextProblem) {
        #expect(problem(input) == expected)
    }

    @Test(arguments: [true, false])
    func `UTF-16 without a mark is named`(_ lowByteFirst: Bool) {
        #expect(problem(utf16("To: news\n", lowByteFirst: lowByteFirst, mark: false)) == .utf16WithoutMark)
    }

    @Test func `no bytes make it trap, and what it gives is text`() {
        var random = SplitMix(seed: 20_261_124)
        let likely: [UInt8] = [
            0, 0x0A, 0x0D, 0x1A, 0x41, 0x80, 0x93, 0xC3, 0xA9, 0xE2, 0xED, 0xF0, 0xFE, 0xFF,
        ]
        for _ in 0..<4_000 {
            let length = Int(random.next() % 24)
            let input = (0..<length).map { _ in
                random.next() % 3 == 0
                    ? UInt8(truncatingIfNeeded: random.next())
                    : likely[Int(random.next() % UInt64(likely.count))]
            }
            guard let text = try? TextDecoding.decode(input).text else { continue }
            #expect(!text.unicodeScalars.contains { $0 == "\r" || $0 == "\0" }, "\(input)")
        }
    }
}

/// Sebastiano Vigna's generator: the same numbers on every machine.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
