import Mail

/// A file's name as its folder has it: bytes, which are mostly text.
struct FolderName: Hashable {
    let bytes: [UInt8]
    /// For people: `?` for each byte that is not UTF-8 and each character that cannot be shown.
    let text: String
    /// `text` is the whole truth.
    let isPlain: Bool

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if let text = String(validating: bytes, as: UTF8.self) {
            let shown = text.unicodeScalars.map { scalar -> Unicode.Scalar in
                TextSafety.isControl(scalar) || TextSafety.isDirection(scalar) ? "?" : scalar
            }
            isPlain = shown.elementsEqual(text.unicodeScalars)
            self.text = isPlain ? text : String(String.UnicodeScalarView(shown))
        } else {
            isPlain = false
            let shown = bytes.map { (0x20..<0x7F).contains($0) ? Unicode.Scalar($0) : "?" }
            text = String(String.UnicodeScalarView(shown))
        }
    }

    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
