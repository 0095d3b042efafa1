/// What a file is by its content, where it is not the plain text that a draft has to be.
enum FileKind: String, Sendable, CaseIterable {
    case word = "a Word, LibreOffice or zip file"
    case oldOffice = "an old Word document or an Outlook message"
    case richText = "a rich text document (RTF)"
    case pdf = "a PDF"
    case webPage = "a web page (HTML)"
    case xml = "an XML document"
    case savedMail = "a saved e-mail"
    case archive = "a compressed file"
    case image = "an image"
    case program = "a program"

    static let advice = "open it, choose 'Save as' and save it as plain text (.txt, UTF-8)"

    /// For its author.
    var message: String {
        let advice =
            switch self {
            case .archive, .image, .program:
                "write the draft in a text editor and save it as plain text (.txt)"
            default: Self.advice
            }
        return "this looks like \(rawValue), not plain text; \(advice)"
    }

    /// By the first bytes of formats that are no text.
    init?(bytes: [UInt8]) {
        let match = Self.signatures.first { bytes.starts(with: $0.bytes) }
        if let match {
            self = match.kind
        } else if bytes.starts(with: "MZ".utf8), bytes.prefix(64).contains(0) {
            self = .program
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .image
        } else {
            return nil
        }
    }

    /// By the beginning of formats that are text, but not meant to be read as it stands.
    init?(text: String) {
        let start = String(text.unicodeScalars.drop { TextSafety.isSpace($0) || $0 == "\n" }.prefix(64))
            .asciiLowercased
        if start.hasPrefix("{\\rtf") {
            self = .richText
        } else if Self.webPageStarts.contains(where: start.hasPrefix) {
            self = .webPage
        } else if start.hasPrefix("<?xml") {
            self = .xml
        } else if start.hasPrefix("from "), Self.isMailboxLine(start) {
            self = .savedMail
        } else {
            return nil
        }
    }

    /// A whole page, or a piece of one as it is copied out of a browser.
    private static let webPageStarts = [
        "<!doctype html", "<html", "<head>", "<head ", "<meta ", "<title>", "<style", "<script", "<body",
        "<div", "<p>", "<p ", "<table",
    ]

    /// Keys that only a mail program writes. One of them in a key block gives a saved e-mail away.
    static let mailKeys: Set = [
        "received", "return-path", "mime-version", "message-id", "delivered-to", "dkim-signature",
        "content-type", "content-transfer-encoding", "x-mozilla-status", "authentication-results",
    ]

    /// `From jo@example.org Mon Jan  1 …`, as a mailbox separates its messages.
    private static func isMailboxLine(_ start: String) -> Bool {
        let words = start.split(separator: " ", maxSplits: 3)
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        return words.count > 2 && words[1].utf8.contains(UInt8(ascii: "@")) && days.contains(String(words[2]))
    }

    private static let signatures: [(bytes: [UInt8], kind: FileKind)] = [
        ([0x50, 0x4B, 0x03, 0x04], .word), ([0x50, 0x4B, 0x05, 0x06], .word),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldOffice),
        (Array("{\\rtf".utf8), .richText), (Array("%PDF-".utf8), .pdf),
        ([0x1F, 0x8B], .archive), (Array("BZh9".utf8), .archive),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .archive),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .archive), ([0x28, 0xB5, 0x2F, 0xFD], .archive),
        (Array("Rar!\u{1A}\u{07}".utf8), .archive),
        ([0x89, 0x50, 0x4E, 0x47], .image), ([0xFF, 0xD8, 0xFF], .image), (Array("GIF8".utf8), .image),
        ([0x49, 0x49, 0x2A, 0], .image), ([0x4D, 0x4D, 0, 0x2A], .image),
        ([0x7F, 0x45, 0x4C, 0x46], .program), ([0xCF, 0xFA, 0xED, 0xFE], .program),
    ]
}
