import Mail

/// What an approval is bound to: the draft's octets, the lists addressed, the message of each as it is rendered, and
/// the attachments. Who is on the lists is not in it: that changes, and is looked at when it goes.
extension Plan {
    /// - Parameter fields: the names of a recipient's own values.
    /// - Returns: SHA-256, 64 hexadecimal digits.
    /// - Throws: what is wrong with the templates.
    func shownDigest(
        _ bytes: [UInt8], _ fields: [String], _ templates: TemplateFolder
    ) throws(Problems) -> String {
        // Date and id are those of the broadcast that it becomes, which is not known yet.
        let forms = try forms(
            broadcast: "approval", fields: fields, templates: templates, date: Timestamp(milliseconds: 0))
        var shown: [UInt8] = []
        shown.add("draft", Digest.sha256(bytes))
        for list in to {
            shown.add("list", list.text)
            forms[list]?.pieces.forEach { shown.add($0, fields) }
        }
        for list in except { shown.add("except", list.text) }
        shown.add("attachments", AttachedFiles(attachments, boundary: "approval")?.digest ?? "")
        return Digest.sha256(shown)
    }
}

extension [UInt8] {
    /// With its length, so that no two texts are one.
    fileprivate mutating func add(_ kind: String, _ text: String) {
        append(contentsOf: "\(kind) \(text.utf8.count) \(text)\n".utf8)
    }

    /// A value by its name: its number changes with the columns of a list.
    fileprivate mutating func add(_ piece: Piece, _ fields: [String]) {
        func name(_ field: Int) -> String { fields.indices.contains(field) ? fields[field] : "" }
        switch piece {
        case .wire(let bytes):
            append(contentsOf: "wire \(bytes.count) ".utf8)
            append(contentsOf: bytes)
        case .to: add("open", "to")
        case .messageID: add("open", "messageID")
        case .attachments: add("open", "attachments")
        case .ancestor(let index): add("ancestor", "\(index)")
        case .value(let field, let html): add(html ? "html" : "value", name(field))
        case .section(let field, let inverted, let inner):
            add(inverted ? "inverted" : "section", name(field))
            for piece in inner { add(piece, fields) }
            add("end", name(field))
        }
    }
}
