/// A word of a text, in a form in which it can be compared.
struct ProseWord: Equatable {
    /// What stands between two words.
    enum Gap: Equatable {
        /// An apostrophe: `don't`, `l'accueil`.
        case apostrophe
        /// White space, hyphens, quotes: a phrase goes on.
        case soft
        /// Another mark: a phrase ends.
        case hard
        /// A sentence ends there.
        case sentence
    }

    /// In the text.
    var range: Range<Int>
    /// Without regard to case; empty where the word is longer than any that is looked for.
    var folded: String
    /// Before it.
    var gap: Gap

    /// Scalars; what is longer is no word of any language.
    static let longest = 200

    /// All words from there on.
    /// - Parameter linesPartWords: a phrase does not go on in the next line.
    static func all(in text: [Unicode.Scalar], from start: Int, linesPartWords: Bool) -> [ProseWord] {
        var words: [ProseWord] = []
        var gap = GapReader(linesPartWords: linesPartWords)
        var index = start
        while index < text.count {
            guard isLetter(text[index]) else {
                gap.read(text[index])
                index += 1
                continue
            }
            let end = end(of: index, in: text)
            words.append(
                ProseWord(
                    range: index..<end, folded: folded(text[index..<end]),
                    gap: words.isEmpty ? .sentence : gap.kind))
            gap = GapReader(linesPartWords: linesPartWords)
            index = end
        }
        return words
    }

    private static func end(of start: Int, in text: [Unicode.Scalar]) -> Int {
        var end = start + 1
        if standsAlone(text[start]) {
            while end < text.count, isIgnored(text[end]) { end += 1 }
            return end
        }
        while end < text.count, isLetter(text[end]) || isIgnored(text[end]), !standsAlone(text[end]) {
            end += 1
        }
        while isIgnored(text[end - 1]) { end -= 1 }
        return end
    }

    /// Equal for words that differ in case only, or in what cannot be seen. Strings compare by canonical
    /// equivalence, so the form in which accents are stored makes no difference.
    static func folded(_ word: ArraySlice<Unicode.Scalar>) -> String {
        guard word.count <= longest else { return "" }
        var folded = String.UnicodeScalarView()
        for scalar in word {
            if scalar.isASCII {
                folded.append(
                    ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
            } else if !isIgnored(scalar) {
                // By way of capitals: "ß" is "SS", and both forms of sigma are one.
                for capital in scalar.properties.uppercaseMapping.unicodeScalars {
                    folded.append(contentsOf: capital.properties.lowercaseMapping.unicodeScalars)
                }
            }
        }
        return String(folded)
    }

    /// Of which words are made: letters of every script with the marks on them, and digits.
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || isDigit(scalar)
        }
        // Some apostrophes are letters to Unicode.
        if isIgnored(scalar) || isApostrophe(scalar) { return false }
        let properties = scalar.properties
        if properties.isAlphabetic || properties.numericType != nil { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("0"..."9").contains(scalar) : scalar.properties.numericType == .decimal
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || TextSafety.isSpace(scalar) }

    static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x27, 0x60, 0xB4, 0x2B9, 0x2BB...0x2BD, 0x2018, 0x2019, 0x201B, 0x2032, 0x55A, 0xA78C, 0xFF07:
            true
        default: false
        }
    }

    /// In scripts that put no space between words each character is looked at by itself.
    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0xE00: false
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: true
        default: scalar.properties.isIdeographic
        }
    }

    /// Cannot be seen, or may be left out: soft hyphens, joiners, marks of direction, Arabic's vowels.
    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x34F, 0x61C, 0x640, 0x64B...0x652, 0x200C...0x200F, 0x202A...0x202E, 0x2060...0x2064,
            0x2066...0x2069, 0xFE00...0xFE0F:
            true
        default: false
        }
    }
}

/// Looks at what stands between two words.
private struct GapReader {
    let linesPartWords: Bool
    private var count = 0
    private var isHard = false
    private var isApostrophe = false
    private var hasEnder = false
    private var endsSentence = false

    init(linesPartWords: Bool) { self.linesPartWords = linesPartWords }

    mutating func read(_ scalar: Unicode.Scalar) {
        count += 1
        if scalar == "\n", linesPartWords {
            (isHard, endsSentence) = (true, true)
        } else if ProseWord.isSpace(scalar) {
            endsSentence = endsSentence || hasEnder
        } else if Self.isEnder(scalar) {
            (isHard, hasEnder) = (true, true)
            // In Chinese and Japanese no space follows.
            endsSentence = endsSentence || scalar.value >= 0x3000
        } else {
            isApostrophe = ProseWord.isApostrophe(scalar)
            if !Self.isQuiet(scalar) { (isHard, hasEnder) = (true, hasEnder && Self.closes(scalar)) }
            if scalar == "|" { endsSentence = true }
        }
    }

    var kind: ProseWord.Gap {
        if endsSentence { return .sentence }
        if isHard { return .hard }
        return count == 1 && isApostrophe ? .apostrophe : .soft
    }

    private static func isEnder(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "!", "?", "…", "؟", "۔", "।", "。", "！", "？": true
        default: false
        }
    }

    private static func closes(_ scalar: Unicode.Scalar) -> Bool { scalar == ")" || scalar == "]" }

    /// Hyphens, quotes, underscores.
    private static func isQuiet(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == "-" || scalar == "\"" || scalar == "'" || scalar == "_" || scalar == "`"
        }
        if scalar.value == 0x2010 || scalar.value == 0x2011 || ProseWord.isApostrophe(scalar) { return true }
        switch scalar.properties.generalCategory {
        case .initialPunctuation, .finalPunctuation,
            .openPunctuation where scalar.value == 0x201E || scalar.value == 0x201A:
            return true
        case .format: return true
        default: return false
        }
    }
}
