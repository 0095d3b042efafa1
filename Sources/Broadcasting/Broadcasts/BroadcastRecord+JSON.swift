import JSON
import Mail

extension BroadcastRecord {
    /// The content of `broadcast.json`.
    public var json: JSON {
        let files = attached.map { JSON.Member("attachments", $0.json) }
        let notice = isNotice ? JSON.Member("notice", .bool(true)) : nil
        let approvals = approvals.map { JSON.Member("approvals", $0.json) }
        let bundle = bundle.map { JSON.Member("bundle", $0.json) }
        let library = library.map { JSON.Member("library", $0.json) }
        return .object(members + [bundle, library, approvals, files, notice].compactMap(\.self))
    }

    private var members: [JSON.Member] {
        [
            .init("id", .string(id)),
            .init("subject", .string(subject)),
            .init("stance", .string(stance.rawValue)),
            .init("priority", .string(priority.rawValue)),
            .init("topics", .array(topics.map(JSON.string))),
            .init("exercise", .bool(isExercise)),
            .init("draft", draft.json),
            .init("droppedAt", .string(droppedAt.rfc3339)),
            .init("acceptedAt", .string(acceptedAt.rfc3339)),
            .init("expires", expires.map { .string($0.rfc3339) } ?? .null),
            .init("giveUpAt", .string(giveUpAt.rfc3339)),
            .init("sender", .string(sender.description)),
            .init("messageDomain", .string(messageDomain)),
            .init("recipients", .integer(Int64(recipients))),
            .init("largestMessage", .integer(Int64(largestMessage))),
            .init("suppressed", .integer(Int64(suppressed))),
            .init("shared", .bool(isShared)),
            .init("returnPaths", .bool(hasReturnPaths)),
            .init("relation", relation.map { .string($0.rawValue) } ?? .null),
            .init("ancestors", .array(ancestors.map(\.json))),
            .init("receipt", .string(receipt)),
            .init("fields", .array(fields.map(JSON.string))),
            .init("problems", .array(problems.map(JSON.string))),
            .init("lists", .array(lists.map(\.json))),
        ]
    }

    /// - Throws: `DamagedRecord`, naming the member.
    public init(_ json: JSON) throws(DamagedRecord) {
        self.init(
            id: try json.text("id"), draft: try DraftIdentity(json.required("draft")),
            subject: try json.text("subject"), sender: try json.address("sender"),
            messageDomain: try json.text("messageDomain"))
        stance = Stance(rawValue: try json.text("stance")) ?? .respond
        priority = Priority(rawValue: try json.text("priority")) ?? .normal
        topics = json.texts("topics")
        droppedAt = try json.time("droppedAt")
        acceptedAt = try json.time("acceptedAt")
        expires = json["expires"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        giveUpAt = try json.time("giveUpAt")
        recipients = try json.count("recipients")
        largestMessage = try json.count("largestMessage")
        suppressed = try json.count("suppressed")
        isShared = json["shared"]?.boolValue ?? false
        hasReturnPaths = json["returnPaths"]?.boolValue ?? false
        isExercise = json["exercise"]?.boolValue ?? false
        isNotice = json["notice"]?.boolValue ?? false
        relation = json["relation"]?.stringValue.flatMap(Relation.init(rawValue:))
        for ancestor in json["ancestors"]?.arrayValue ?? [] { ancestors.append(try Ancestor(ancestor)) }
        receipt = try json.text("receipt")
        fields = json.texts("fields")
        problems = json.texts("problems")
        if let bundle = json["bundle"] { self.bundle = try Bundle(bundle) }
        if let line = json["library"] { library = try LibraryUse(line) }
        if let people = json["approvals"] { approvals = try Approvals(people) }
        if let files = json["attachments"] { attached = try AttachedFiles(files) }
        for share in try json.required("lists").arrayValue ?? [] { lists.append(try ListShare(share)) }
        guard lists.allSatisfy({ $0.form.hasAttachments == (attached != nil) }) else {
            throw DamagedRecord("'attachments' and the messages in 'lists' do not agree")
        }
    }
}

extension DraftIdentity {
    var json: JSON {
        .object([
            .init("name", .string(name)), .init("content", .string(contentDigest)),
            .init("lines", .string(linesDigest)), .init("file", .string(fileMark)),
        ])
    }

    init(_ json: JSON) throws(DamagedRecord) {
        self.init(
            name: try json.text("name"), contentDigest: try json.text("content"),
            linesDigest: try json.text("lines"), fileMark: try json.text("file"))
    }
}

extension BroadcastRecord.ListShare {
    var json: JSON {
        let time = digestAt.map { JSON.Member("digestAt", .string($0.description)) }
        return .object(
            [
                .init("name", .string(name.text)),
                .init("subscribers", .integer(Int64(subscribers))),
                .init("badLines", .integer(Int64(badLines))),
                .init("recipients", .integer(Int64(recipients))),
                .init("digest", .integer(Int64(digest))),
                .init("change", change?.json ?? .null),
                .init("message", .array(form.pieces.map(\.json))),
            ] + [time].compactMap(\.self))
    }

    init(_ json: JSON) throws(DamagedRecord) {
        guard let name = Name(try json.text("name")) else { throw DamagedRecord("a list's 'name' is none") }
        var pieces: [Piece] = []
        for piece in json["message"]?.arrayValue ?? [] { pieces.append(try Piece(piece)) }
        self.init(
            name: name, subscribers: try json.count("subscribers"), badLines: try json.count("badLines"),
            recipients: try json.count("recipients"), form: MessageForm(pieces: pieces))
        digest = json["digest"]?.integerValue.map(Int.init(clamping:)) ?? 0
        digestAt = json["digestAt"]?.stringValue.flatMap { DayTime($0) }
        if let change = json["change"], change.objectValue != nil {
            self.change = try ListChange(change, of: name)
        }
    }
}

extension Piece {
    /// Wire octets as a string (they are ASCII); the open places as small objects.
    var json: JSON {
        switch self {
        case .wire(let bytes): .string(String(validating: bytes, as: UTF8.self) ?? "")
        case .to: .object([.init("open", .string("to"))])
        case .messageID: .object([.init("open", .string("messageID"))])
        case .ancestor(let index): .object([.init("ancestor", .integer(Int64(index)))])
        case .attachments: .object([.init("open", .string("attachments"))])
        case .value(let field, let html):
            .object([.init("value", .integer(Int64(field))), .init("html", .bool(html))])
        case .section(let field, let inverted, let inner):
            .object([
                .init("section", .integer(Int64(field))), .init("inverted", .bool(inverted)),
                .init("pieces", .array(inner.map(\.json))),
            ])
        }
    }

    init(_ json: JSON) throws(DamagedRecord) {
        if let text = json.stringValue {
            self = .wire(Array(text.utf8))
        } else if let open = json["open"]?.stringValue {
            switch open {
            case "to": self = .to
            case "messageID": self = .messageID
            case "attachments": self = .attachments
            default:
                throw DamagedRecord(
                    "a 'message' has the open place '\(open)', which this version does not know")
            }
        } else if let index = json["ancestor"]?.integerValue {
            self = .ancestor(Int(clamping: index))
        } else if let field = json["value"]?.integerValue {
            self = .value(Int(clamping: field), html: json["html"]?.boolValue ?? true)
        } else if let field = json["section"]?.integerValue {
            var inner: [Piece] = []
            for piece in json["pieces"]?.arrayValue ?? [] { inner.append(try Piece(piece)) }
            self = .section(Int(clamping: field), inverted: json["inverted"]?.boolValue ?? false, inner)
        } else {
            throw DamagedRecord("a piece of a 'message' is none that this version knows")
        }
    }
}

extension JSON {
    func required(_ name: String) throws(DamagedRecord) -> JSON {
        guard let found = self[name] else { throw DamagedRecord("there is no '\(name)'") }
        return found
    }

    func text(_ name: String) throws(DamagedRecord) -> String {
        guard let found = self[name]?.stringValue else { throw DamagedRecord("there is no text '\(name)'") }
        return found
    }

    func count(_ name: String) throws(DamagedRecord) -> Int {
        guard let found = self[name]?.integerValue, found >= 0 else {
            throw DamagedRecord("there is no number '\(name)'")
        }
        return Int(clamping: found)
    }

    func time(_ name: String) throws(DamagedRecord) -> Timestamp {
        guard let found = Timestamp(rfc3339: try text(name)) else {
            throw DamagedRecord("'\(name)' is no time")
        }
        return found
    }

    func address(_ name: String) throws(DamagedRecord) -> EmailAddress {
        let text = try text(name)
        do throws(AddressProblem) { return try EmailAddress(text) } catch {
            throw DamagedRecord("'\(name)': \(error)")
        }
    }

    func texts(_ name: String) -> [String] { (self[name]?.arrayValue ?? []).compactMap(\.stringValue) }
}
