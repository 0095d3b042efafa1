import Mail
import Mustache

/// What a draft has of the line that it uses.
public struct PreparedUse: Sendable, Equatable {
    public let file: LibraryFile
    public let review: Located<WrittenTime>
    /// Of `Use` in the draft.
    let position: Position
    /// The lists that the line itself is addressed to; none: the usual ones.
    let to: [Name]
    /// The line's text with its blanks in it.
    let body: String
    /// What is filled in, by the names of the blanks.
    let values: [String: String]

    func isDue(at now: Timestamp) -> Bool { review.value.moment <= now }

    /// The text as HTML. What is filled in takes no part in Markdown: a word that no text has stands for each of it,
    /// and gives way to it in what comes out.
    var bodyHTML: String {
        let mark = "blank" + Digest.sha256(Array(body.utf8)).prefix(16)
        let names = values.keys.sorted()
        let html = Markdown.html(
            Blanks(body).filled { name in names.firstIndex(of: name).map { "\(mark)n\($0)x" } })
        var result = ""
        var isInTag = false
        for (index, part) in html.split(separator: "\(mark)n", omittingEmptySubsequences: false).enumerated()
        {
            var rest = part
            if index > 0, let end = part.utf8.firstIndex(of: UInt8(ascii: "x")),
                let number = Int(part[..<end]),
                names.indices.contains(number)
            {
                let value = values[names[number]] ?? ""
                result += isInTag ? percentEncoded(value) : escapedHTML(value)
                rest = part[part.index(after: end)...]
            }
            result += rest
            // Elsewhere both are written as entities.
            if let last = rest.utf8.last(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) {
                isInTag = last == UInt8(ascii: "<")
            }
        }
        return result
    }

    /// All but the unreserved characters (RFC 3986 §2.3): `@` would make a host of what stands before it a user.
    private func percentEncoded(_ text: String) -> String {
        MessageView.percentEncoded(text).replacing("@", with: "%40")
    }

    private func escapedHTML(_ text: String) -> String {
        var octets: [UInt8] = []
        Escaping.html.append(text.utf8, to: &octets)
        return String(validating: octets, as: UTF8.self) ?? ""
    }
}

extension Draft {
    /// As HTML that is safe to mail.
    var bodyHTML: String { prepared?.bodyHTML ?? Markdown.html(body) }

    /// The line that a draft uses, as it is written; nil where it uses none, or is no text.
    static func lineUsed(in bytes: [UInt8]) -> String? {
        guard bytes.count <= sizeLimit, let text = (try? TextDecoding.decode(bytes))?.text else { return nil }
        return DraftLayout(text).fields.first { DraftKey(named: $0.name) == .use }?.value.text
    }
}
