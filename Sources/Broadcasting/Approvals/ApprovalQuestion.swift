import Mail

/// What has to be approved before a draft may go, and by how many.
public struct ApprovalQuestion: Sendable, Equatable {
    public let needed: Int
    /// Of what would be sent; see `ShownDigest`.
    public let digest: String
    /// Which setting asks for it.
    let because: String
    /// Whom it reaches, as the lists are now.
    let reach: String
    /// How it stands with the approvals of the prepared line that it uses; nil where it uses none.
    var prepared: PreparedApproval?

    /// They are enough for it.
    var isPrepared: Bool { preparedBy != nil }

    /// Who has approved the line that it uses, where that is enough.
    var preparedBy: [Approval.Given]? {
        if case .counts(let given)? = prepared { given } else { nil }
    }
}

extension Configuration {
    /// Some drafts at least need approvals.
    public var asksForApprovals: Bool { approvalsAbove != nil || lists.values.contains { $0.approvals > 0 } }
}

extension Plan {
    /// - Parameter now: when it goes.
    /// - Returns: nil where nobody has to approve it.
    /// - Throws: `Problems`, what is wrong with the templates; or that they could not be looked at.
    func approvals(
        _ gathered: Gathered, _ bytes: [UInt8], fields: [String], now: Timestamp
    ) throws -> ApprovalQuestion? {
        guard
            let (needed, because) = approvalsNeeded(
                gathered.recipients - gathered.suppressed + gathered.digest)
        else {
            return nil
        }
        let templates = TemplateFolder(of: configuration.folders)
        do {
            let digest = try shownDigest(bytes, fields, templates)
            return ApprovalQuestion(
                needed: needed, digest: digest, because: because, reach: gathered.reachInWords,
                prepared: try preparedApproval(needed: needed, at: now))
        } catch let error as Problems {
            if let trouble = templates.trouble { throw trouble }
            throw error
        }
    }

    private func approvalsNeeded(_ recipients: Int) -> (Int, because: String)? {
        let most = to.max { settings(of: $0).approvals < settings(of: $1).approvals }
        if let most, settings(of: most).approvals > 0 {
            return (settings(of: most).approvals, "'approvals' of list '\(most)'")
        }
        guard let limit = configuration.approvalsAbove, recipients > limit else { return nil }
        return (1, "it reaches more than \(limit), 'approvalsAbove'")
    }
}

extension Gathered {
    fileprivate var reachInWords: String {
        let names = lists.filter { $0.part == .to }.map { "\($0.name) (\($0.recipients + $0.digest))" }
        let unmailed = suppressed > 0 ? ", \(suppressed) of them suppressed" : ""
        return "\(Counted(recipients + digest, "recipient")): \(names.joined(separator: ", "))\(unmailed)"
    }
}
