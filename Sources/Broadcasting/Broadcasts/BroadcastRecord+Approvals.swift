import JSON
import Mail

extension BroadcastRecord {
    /// Who approved it, and who had it sent without.
    public struct Approvals: Sendable, Equatable {
        public var needed: Int
        public var given: [Approval.Given]
        public var override: Approval.Override?

        init(needed: Int, given: [Approval.Given], override: Approval.Override? = nil) {
            self.needed = needed
            self.given = given
            self.override = override
        }

        init(_ approval: Approval) {
            self.init(
                needed: approval.question.needed, given: approval.question.preparedBy ?? approval.given,
                override: approval.override)
        }
    }
}

extension BroadcastRecord.Approvals {
    var json: JSON {
        let by = given.map { given in
            JSON.object([.init("who", .string(given.who.name)), .init("at", .string(given.at.rfc3339))])
        }
        let override = override.map { override in
            JSON.object([
                .init("who", .string(override.who.name)), .init("author", .bool(override.isAuthor)),
                .init("reason", .string(override.reason)), .init("at", .string(override.at.rfc3339)),
            ])
        }
        return .object([
            .init("needed", .integer(Int64(needed))), .init("by", .array(by)),
            .init("override", override ?? .null),
        ])
    }

    init(_ json: JSON) throws(DamagedRecord) {
        self.init(needed: try json.count("needed"), given: [])
        for one in json["by"]?.arrayValue ?? [] {
            given.append(Approval.Given(who: try one.person(), at: try one.time("at")))
        }
        guard let one = json["override"], one.objectValue != nil else { return }
        override = Approval.Override(
            who: try one.person(), isAuthor: one["author"]?.boolValue ?? false,
            reason: try one.text("reason"), at: try one.time("at"))
    }
}
