import Mail

/// How it stands with a prepared line: until when it goes without new approval, and who has approved it.
public struct LineStanding: Sendable {
    public let line: PreparedLine
    /// Nil where nobody has to approve it.
    public let approval: Approval?
    /// Somebody has to look at it again first.
    public let isDue: Bool

    /// - Throws: `Problems` that keep it from being used; `ListFault.beingEdited`, `SystemError` where something says
    ///   nothing now; `DamagedRecord` where nobody knows what was approved.
    public init(_ line: PreparedLine, _ configuration: Configuration, now: Timestamp) throws {
        self.line = line
        isDue = line.isDue(at: now)
        let path = line.file.path
        let plan = try Plan(line.draft, path: path, configuration: configuration, now: now)
        if let trouble = plan.trouble { throw trouble }
        let errors = plan.problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw Problems(errors) }
        guard let needed = plan.approvalsOfLine else {
            approval = nil
            return
        }
        let templates = TemplateFolder(of: configuration.folders)
        let fields = MessageView.recipientFields(columns: try plan.columns())
        let digest: String
        do {
            // As it is, and as a draft may dress it: templates say more where there is an embargo, or an end.
            let dressed = try Plan(
                line.draft.dressed, path: path, configuration: configuration, now: now)
            digest = Digest.sha256(
                Array(
                    (try plan.shownDigest(line.file.bytes, fields, templates)
                        + dressed.shownDigest(line.file.bytes, fields, templates)).utf8))
        } catch {
            if let trouble = templates.trouble { throw trouble }
            throw error
        }
        let question = ApprovalQuestion(needed: needed, digest: digest, because: "", reach: "")
        let file = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        // It is approved until its review, however often it is sent.
        approval = Approval(
            question, author: Person.owner(of: "\(configuration.folders.library)/\(file)"), name: path,
            try ApprovalLog(of: configuration.folders).load(), sent: (nil, nil))
    }

    /// It goes without more ado.
    public var isReady: Bool { !isDue && (approval?.missing ?? 0) == 0 }

    /// `1 of 2 approvals (Ann Day)`; nil where nobody has to approve it.
    public var approvalsInWords: String? {
        approval.map { approval in
            let names = approval.given.map(\.who.name).joined(separator: ", ")
            return "\(approval.given.count) of \(Counted(approval.question.needed, "approval"))"
                + (names.isEmpty ? "" : " (\(names))")
        }
    }
}

extension Draft {
    /// With everything that a draft that uses it may say of the day.
    fileprivate var dressed: Draft {
        var dressed = self
        let time = WrittenTime(moment: Timestamp(milliseconds: 0), text: "some day")
        dressed.embargo = Located(time, at: subject.position)
        dressed.expires = Located(time, at: subject.position)
        return dressed
    }
}

/// What the approvals of a prepared line are worth for a draft that uses it.
enum PreparedApproval: Sendable, Equatable {
    case counts([Approval.Given])
    /// The draft is approved like any other, and why.
    case isVoid(String)

    var objection: String? { if case .isVoid(let why) = self { why } else { nil } }
}

extension Plan {
    /// How many have to approve a line before it is used; nil: nobody. Lists grow until then, so where there is a number
    /// of recipients above which somebody has to, somebody does.
    fileprivate var approvalsOfLine: Int? {
        let most = to.map { settings(of: $0).approvals }.max() ?? 0
        return most > 0 ? most : configuration.approvalsAbove.map { _ in 1 }
    }

    /// - Returns: nil where it uses none.
    func preparedApproval(needed: Int, at now: Timestamp) throws -> PreparedApproval? {
        guard let use = draft.prepared else { return nil }
        let path = use.file.path
        if use.isDue(at: now) {
            return .isVoid("the review date of \(path) has passed (\(use.review.value.text))")
        }
        if let earlier {
            return .isVoid("with '\(earlier.relation.key)' it is not what was approved of \(path)")
        }
        let lists = use.to.isEmpty ? configuration.defaultLists : use.to
        if let other = to.first(where: { !lists.contains($0) }) {
            return .isVoid("\(path) is not addressed to '\(other)'")
        }
        let zone = TimeZoneRules(identifier: configuration.timezone) ?? .utc
        guard let line = PreparedLine.read(use.file, zone: zone, now: now).line else { return nil }
        do {
            let approval = try LineStanding(line, configuration, now: now).approval
            let given = approval?.given ?? []
            if given.count >= needed { return .counts(given) }
            return .isVoid(
                "as it is now, \(path) has \(given.count) of \(Counted(needed, "approval")) ('linerelay approve \(path)')"
            )
        } catch let found as Problems {
            return .isVoid("\(path) cannot be looked at whole: \(found.all.first?.description ?? "")")
        }
    }

    /// A prepared line that somebody has to look at again.
    func reviewDue(at now: Timestamp) -> Problem? {
        guard let use = draft.prepared, use.isDue(at: now) else { return nil }
        return Problem(
            .warning, path: path, at: use.position,
            "the review date of \(use.file.path) has passed (\(use.review.value.text)): check that it still holds, then let"
                + " this draft go; and have the line put right for the next time")
    }
}
