/// Makes a cell of a list one line of text, safe to show and to put into a header.
enum CleanText {
    /// The text with control characters, line ends and marks that turn the direction of reading
    /// (CVE-2021-42574) as spaces, trimmed; and whether there were any besides line ends and tabs.
    static func singleLine(_ text: String) -> (text: String, hadControls: Bool) {
        if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return (text, false) }
        var scalars = String.UnicodeScalarView()
        var hadControls = false
        for scalar in text.unicodeScalars {
            let isOdd = isControl(scalar) || isDirectionMark(scalar)
            hadControls = hadControls || (isOdd && scalar != "\n" && scalar != "\t")
            scalars.append(isOdd ? " " : scalar)
        }
        return (trimmed(scalars[...]), hadControls)
    }

    /// Without white space at either end, of any kind that Unicode knows.
    static func trimmed(_ scalars: Substring.UnicodeScalarView) -> String {
        var rest = scalars
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    static func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Ends a line or steers a device: categories Cc, Zl and Zp.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }
}
