/// One field of a header, before it is encoded and folded.
///
/// No text makes a second field: control characters become spaces. Lines hold 78 octets where they can,
/// and never more than 998 (RFC 5322 §2.1.1).
public enum HeaderField: Sendable, Equatable {
    /// A name and text for people, such as a Subject; encoded-words where it is not plain (RFC 2047).
    /// A text that looks like an encoded-word is encoded once more, so that it arrives as typed.
    case unstructured(String, String)
    /// A name and ASCII tokens, folded at their spaces; what is not ASCII becomes `?`.
    case structured(String, String)
    /// A name and mailboxes; nothing at all where there are none.
    case mailboxes(String, [Mailbox])
    /// `List-Id: phrase <id>` (RFC 2919).
    case listID(phrase: String, id: String)
    /// `To`, with the recipient's own mailbox.
    case to
    /// `Message-ID`, with the recipient's own.
    case messageID
    /// `In-Reply-To` and `References`, with the recipient's own of so many messages further up in the thread.
    case thread(Int)

    /// Appends the field with its line end; nothing for those that differ by recipient.
    func write(into wire: inout [UInt8]) {
        switch self {
        case .unstructured(let name, let text):
            begin(name, &wire)
            UnstructuredText.write(text, into: &wire)
        case .structured(let name, let tokens):
            begin(name, &wire)
            writeTokens(tokens, into: &wire)
        case .mailboxes(let name, let mailboxes):
            guard !mailboxes.isEmpty else { return }
            begin(name, &wire)
            for (index, mailbox) in mailboxes.enumerated() {
                if index > 0 { wire.append(ascii: ",\r\n ") }
                mailbox.writeField(into: &wire)
            }
        case .listID(let phrase, let id):
            begin("List-Id", &wire)
            Phrase.write(phrase, into: &wire)
            let safe = id.utf8.map { OctetSet.everyday.contains($0) ? $0 : UInt8(ascii: "-") }
            Phrase.writeInBrackets(safe, isBehindPhrase: !phrase.isEmpty, into: &wire)
        case .to, .messageID, .thread: return
        }
        wire.append(ascii: "\r\n")
    }

    /// Field names hold visible ASCII characters but the colon (RFC 5322 §2.2).
    private func begin(_ name: String, _ wire: inout [UInt8]) {
        wire.append(contentsOf: name.utf8.prefix(76).filter { (0x21...0x7E).contains($0) && $0 != 0x3A })
        wire.append(ascii: ": ")
    }

    private func writeTokens(_ tokens: String, into wire: inout [UInt8]) {
        let scalars = tokens.unicodeScalars.map { $0.isControl ? " " : $0.value < 0x80 ? $0 : "?" }
        var isFirst = true
        for token in scalars.split(separator: " ") {
            if !isFirst { wire.append(ascii: wire.column + 1 + token.count > 78 ? "\r\n " : " ") }
            isFirst = false
            for scalar in token {
                if wire.column >= 996 { wire.append(ascii: "\r\n ") }
                wire.append(UInt8(truncatingIfNeeded: scalar.value))
            }
        }
    }
}
