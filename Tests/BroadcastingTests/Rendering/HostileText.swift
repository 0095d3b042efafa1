import TestSupport

@testable import Broadcasting

/// Values that somebody might put anywhere to make of one message another one, or two; the same for the same seed.
struct HostileText {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let lures = [
        "\r\nBcc: thief@evil.example\r\n", "\nBcc: thief@evil.example", "\rBcc: thief@evil.example",
        "\r\n\r\n",
        "\r\n.\r\nMAIL FROM:<thief@evil.example>\r\n", "\u{0}", "\u{7}", "\u{1B}[2J", "\u{7F}", "\u{85}",
        "\u{9B}",
        "\u{2028}", "\u{2029}", "\u{202E}gnp.exe", "\u{200B}", "\u{FEFF}", "\u{AD}", "\u{E0041}",
        "=?utf-8?q?=0D=0ABcc:_thief@evil.example?=", "=?utf-8?b?DQpCY2M6IHg=?=", "=?", "?=", "\"", "\\",
        "\\\"",
        "<thief@evil.example>", ">, thief@evil.example", ",", ";", ":", "(", ")", "%0D%0ABcc:", "*0*=utf-8''",
        "filename=\"a.exe\"", "--=_.b\r\nContent-Type: text/html\r\n\r\n", "--=_b--", "\r\n--=_b\r\n",
        "From ", "\n.\n",
        "{{subscriber.email}}", "{{{body.html}}}", "</title><script>", "javascript:", "\t", "  ", " ", "é",
        "ملف", "😀",
        "\u{301}", "\u{FFFE}", "\u{10FFFF}", "\u{F0000}",
    ]

    /// Text that is right in UTF-8, and in nothing else.
    mutating func text() -> String {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in part() }.joined()
    }

    /// The same on one line without anything that is turned away at sight.
    mutating func line() -> String {
        let kept = text().unicodeScalars.filter { !TextSafety.isControl($0) && !TextSafety.isDirection($0) }
        return String(String.UnicodeScalarView(kept.prefix(180)))
    }

    /// Octets that may be no text at all: surrogates, overlong forms, half characters.
    mutating func octets() -> [UInt8] {
        let torn: [[UInt8]] = [
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xC0, 0x8A], [0xE0, 0x80, 0x8D],
            [0xF4, 0x90, 0x80, 0x80],
            [0xC3], [0xE2, 0x80], [0xFF, 0xFE], [0x80], [0x0D], [0x0A],
        ]
        var octets = Array(text().utf8)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            octets += torn.randomElement(using: &random) ?? []
            octets += Array(text().utf8)
        }
        return octets
    }

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func part() -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: return HostileText.lures.randomElement(using: &random) ?? ""
        case 3: return String(repeating: HostileText.lures.randomElement(using: &random) ?? "", count: 40)
        case 4: return String(repeating: "a", count: Int.random(in: 1...1_200, using: &random))
        case 5: return String(repeating: "🗞️", count: Int.random(in: 1...120, using: &random))
        case 6: return scalars(in: 0...0x10FFFF)
        default: return scalars(in: 0...0xFF)
        }
    }

    private mutating func scalars(in range: ClosedRange<UInt32>) -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            view.append(Unicode.Scalar(UInt32.random(in: range, using: &random)) ?? "\u{FFFD}")
        }
        return String(view)
    }
}
