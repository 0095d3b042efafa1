import Mail

/// A message with random content, and what a reader should find in it.
struct ComposedSample {
    let subject: String
    let sender: Mailbox
    let recipient: Mailbox
    let values: [String]
    let text: [Passage]
    let html: [Passage]?

    init(_ random: inout SeededRandom) throws {
        subject = random.text(upTo: 90)
        sender = Mailbox(name: random.text(upTo: 40), address: try EmailAddress("desk@hub.example"))
        recipient = Mailbox(name: random.text(upTo: 128), address: try EmailAddress("ann.day+x@kent.example"))
        values = (0..<3).map { _ in random.text(upTo: Bool.random(using: &random) ? 12 : 120) }
        text = ComposedSample.passages(&random, html: false, depth: 0)
        html = Bool.random(using: &random) ? ComposedSample.passages(&random, html: true, depth: 0) : nil
    }

    private static func passages(_ random: inout SeededRandom, html: Bool, depth: Int) -> [Passage] {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: return .value(Int.random(in: 0...3, using: &random), html: html)
            case 2 where depth < 3:
                let inner = passages(&random, html: html, depth: depth + 1)
                return .section(
                    Int.random(in: 0...3, using: &random), inverted: .random(using: &random), inner)
            case 3:
                return .text(
                    random.mixture(of: ["From ", "From", ".", " ", "\n", "\r\n", "--", "=_b", "a"], upTo: 12))
            default: return .text(random.text(upTo: 200))
            }
        }
    }

    var form: MessageForm {
        let header: [HeaderField] = [
            .mailboxes("From", [sender]), .to, .unstructured("Subject", subject),
            .structured("Date", Timestamp(milliseconds: 1_795_465_479_123).rfc5322Date), .messageID,
            .listID(phrase: sender.name, id: "kent.lists.hub.example"),
        ]
        return MessageForm(header: header, text: text, html: html, boundary: "b1")
    }

    var wire: [UInt8] {
        var wire: [UInt8] = []
        form.write(to: recipient, messageID: "1.a@hub.example", values: values, into: &wire)
        return wire
    }

    var expectedText: String { rendered(text) }
    var expectedHTML: String? { html.map(rendered) }

    /// What a reader sees of a header's text: controls are spaces.
    static func header(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { view.append(isControl(scalar) ? " " : scalar) }
        return String(view)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private func rendered(_ passages: [Passage]) -> String {
        var text = ComposedSample.lineEnds(raw(passages))
        if !text.isEmpty, text.utf8.last != 0x0A { text += "\r\n" }
        return text
    }

    private func raw(_ passages: [Passage]) -> String {
        var text = ""
        var isBehindText = false
        for passage in passages {
            switch passage {
            case .text(let more):
                text += isBehindText ? more : ComposedSample.separated(text, more)
            case .value(let index, let html):
                let value = ComposedSample.header(values.indices.contains(index) ? values[index] : "")
                text += html ? ComposedSample.escaped(value) : value
            case .section(let index, let inverted, let inner):
                let isEmpty = !values.indices.contains(index) || values[index].isEmpty
                if isEmpty == inverted { text += ComposedSample.separated(text, raw(inner)) }
            }
            if case .text = passage { isBehindText = true } else { isBehindText = false }
        }
        return text
    }

    /// A CR and an LF on two sides of a hole are two line ends.
    private static func separated(_ before: String, _ after: String) -> String {
        before.utf8.last == 0x0D && after.utf8.first == 0x0A ? "\n" + after : after
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map {
            switch $0 {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: String($0)
            }
        }.joined()
    }

    private static func lineEnds(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "\r" || (scalar == "\n" && previous != "\r") {
                view.append(contentsOf: "\r\n".unicodeScalars)
            }
            if scalar != "\r", scalar != "\n" { view.append(scalar) }
            previous = scalar
        }
        return String(view)
    }
}
