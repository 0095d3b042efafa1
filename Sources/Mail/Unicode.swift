import CGLib

/// `text` in Normalization Form C (UAX #15); as it is where that would take for ever.
public func composed(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }), !hasEndlessMarks(text) else { return text }
    guard let form = g_utf8_normalize(text, -1, G_NORMALIZE_NFC) else { return text }
    defer { g_free(form) }
    return String(validatingCString: form) ?? text
}

/// More combining marks on one letter than anybody writes: sorting them takes time that grows with their square. (The
/// Stream-Safe Text Format has 30, UAX #15 §13.)
private func hasEndlessMarks(_ text: String) -> Bool {
    var run = 0
    for scalar in text.unicodeScalars {
        let isMark = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
        run = isMark ? run + 1 : 0
        if run > 1_000 { return true }
    }
    return false
}

/// Which scripts the letters of one word belong to.
enum Scripts {
    /// Letters that no honest word mixes (UTS 39 §5.2, "highly restrictive"): Latin may stand beside
    /// the scripts of Chinese, Japanese and Korean, every other script alone.
    static func areMixed(_ word: some Sequence<Unicode.Scalar>) -> Bool {
        var found: Set<UInt32> = []
        for scalar in word where scalar.properties.isAlphabetic {
            let script = g_unichar_get_script(scalar.value)
            if script != G_UNICODE_SCRIPT_COMMON, script != G_UNICODE_SCRIPT_INHERITED {
                found.insert(UInt32(bitPattern: script.rawValue))
            }
        }
        return found.count > 1 && !together.contains { found.isSubset(of: $0) }
    }

    private static let together: [Set<UInt32>] = [
        [G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_HAN, G_UNICODE_SCRIPT_HIRAGANA, G_UNICODE_SCRIPT_KATAKANA],
        [G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_HAN, G_UNICODE_SCRIPT_BOPOMOFO],
        [G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_HAN, G_UNICODE_SCRIPT_HANGUL],
    ].map { Set($0.map { UInt32(bitPattern: $0.rawValue) }) }
}
