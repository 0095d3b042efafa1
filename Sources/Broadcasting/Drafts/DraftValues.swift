import Mail

/// What each key's value means.
extension DraftParser {
    mutating func fill(_ draft: inout Draft, from fields: DraftFields) {
        draft.to = names(fields.value(of: .to))
        draft.except = names(fields.value(of: .except))
        let addressed = Set(draft.to.map(\.value))
        for name in draft.except where addressed.contains(name.value) {
            problems.warning(
                at: name.position,
                "'\(name.value)' is in 'To' and in 'Except'; none of its subscribers will be mailed")
        }
        draft.template = fields.value(of: .template).flatMap { name($0.text, "template", at: $0.position) }
        draft.stance = choice(fields.value(of: .stance), .stance) ?? .respond
        draft.priority = choice(fields.value(of: .priority), .priority) ?? .normal
        draft.exercise = fields.value(of: .exercise).flatMap { value in
            (choice(value, .exercise) as YesOrNo?).map { Located($0, at: value.position) }
        }
        draft.updates = fields.value(of: .updates).flatMap { broadcastID($0) }
        draft.withdraws = fields.value(of: .withdraws).flatMap { broadcastID($0) }
        draft.replyTo = fields.value(of: .replyTo).flatMap { mailbox($0) }
        draft.contact = fields.value(of: .contact)?.text
        draft.sources = fields.values(of: .source).map(\.text)
        draft.topics = fields.values(of: .topic).map(\.text)
        draft.attachments = fileNames(fields.values(of: .attach))
        fillTimes(&draft, from: fields)
    }

    /// List names by comma; one given twice is kept once.
    private mutating func names(_ value: FieldValue?) -> [Located<Name>] {
        guard let value else { return [] }
        var names: [Located<Name>] = []
        var seen: Set<Name> = []
        for item in value.items {
            guard let name = name(item.value, "list", at: item.position) else { continue }
            if seen.insert(name.value).inserted {
                names.append(name)
            } else {
                problems.warning(at: item.position, "list '\(name.value)' is named twice; it is used once")
            }
        }
        if value.items.isEmpty { problems.error(at: value.position, "no list is named; write its name") }
        return names
    }

    private mutating func name(_ text: String, _ what: String, at position: Position) -> Located<Name>? {
        if let name = Name(text) { return Located(name, at: position) }
        var advice = "; a name has small letters, digits and hyphens, at most 64"
        if let small = Name(text.asciiLowercased) {
            advice = "; did you mean '\(small)'?"
        } else if text.utf8.contains(UInt8(ascii: "@")) {
            advice = "; write the name of a list, not an address"
        } else if text.unicodeScalars.contains(where: { TextSafety.isSpace($0) || $0 == ";" }) {
            advice += "; put a comma between two lists"
        }
        problems.error(at: position, "\(Quoted(text)) is not the name of a \(what)\(advice)")
        return nil
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ value: FieldValue?, _ key: DraftKey
    ) -> Choice? where Choice.RawValue == String {
        guard let value else { return nil }
        if let choice = Choice(rawValue: value.text.asciiLowercased) { return choice }
        let choices = Choice.allCases.map(\.rawValue)
        problems.error(
            at: value.position,
            "\(Quoted(value.text)) is no \(key.rawValue)\(Suggestion.question(value.text, among: choices))"
                + "; possible are " + choices.joined(separator: ", "))
        return nil
    }

    private mutating func mailbox(_ value: FieldValue) -> Located<Mailbox>? {
        do throws(AddressProblem) {
            let (mailbox, warnings) = try Mailbox.parse(value.text)
            guard !mailbox.address.needsSMTPUTF8 else {
                // Headers are ASCII for everybody whose own address is (RFC 6532 §3).
                problems.error(
                    at: value.position,
                    "\(Quoted(mailbox.address.description)): the part before '@' must be ASCII, for not everybody's"
                        + " mail can answer it")
                return nil
            }
            for warning in warnings { problems.warning(at: value.position, "'Reply-To': \(warning)") }
            return Located(mailbox, at: value.position)
        } catch {
            problems.error(at: value.position, "\(error)")
            return nil
        }
    }

    /// The form of an id, so that it can stand for a folder; whether there is such a broadcast is not asked.
    private mutating func broadcastID(_ value: FieldValue) -> Located<String>? {
        let bytes = Array(value.text.utf8)
        let isPlain = bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "-_.".utf8.contains(byte)
        }
        if isPlain, bytes.count <= 128, bytes.first != UInt8(ascii: ".") {
            return Located(value.text, at: value.position)
        }
        problems.error(
            at: value.position,
            "\(Quoted(value.text)) is not the id of a broadcast,"
                + " such as 2026-11-23T202439Z-channel-crossings")
        return nil
    }

    /// One given twice is kept once.
    private mutating func fileNames(_ values: [FieldValue]) -> [Located<String>] {
        var names: [Located<String>] = []
        var seen: Set<String> = []
        for name in values.compactMap({ fileName($0) }) {
            if seen.insert(composed(name.value)).inserted {
                names.append(name)
            } else {
                problems.warning(
                    at: name.position, "\(Quoted(name.value)) is attached twice; it is sent once")
            }
        }
        return names
    }

    /// The name of a file in `drafts/attachments/`, without any folder.
    private mutating func fileName(_ value: FieldValue) -> Located<String>? {
        let text = value.text
        let isPlain = !text.utf8.contains { "/\\:".utf8.contains($0) }
        if isPlain, text.utf8.first != UInt8(ascii: "."), text.utf8.count <= 255 {
            return Located(text, at: value.position)
        }
        problems.error(
            at: value.position,
            "\(Quoted(text)) is not the name of a file; put the file into drafts/attachments"
                + " and write its name alone")
        return nil
    }
}
