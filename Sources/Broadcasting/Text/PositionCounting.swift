extension Position {
    /// The place just behind some text, which ends its lines with LF.
    init(ofEndOf text: some Sequence<Unicode.Scalar>) {
        self.init(line: 1, column: 1)
        for scalar in text {
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
    }

    /// The place just behind some bytes whose encoding is in doubt; CRLF, LF and CR each end a line.
    ///
    /// - Parameter isUTF8: continuation bytes do not count as columns.
    init(ofEndOf bytes: ArraySlice<UInt8>, isUTF8: Bool = true) {
        self.init(line: 1, column: 1)
        var afterCR = false
        for byte in bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes {
            if byte == 0x0D || (byte == 0x0A && !afterCR) {
                (line, column) = (line + 1, 1)
            } else if byte != 0x0A, !isUTF8 || byte & 0xC0 != 0x80 {
                column += 1
            }
            afterCR = byte == 0x0D
        }
    }
}
