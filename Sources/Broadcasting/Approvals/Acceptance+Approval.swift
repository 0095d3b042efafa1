import Mail

extension Acceptance {
    /// How it stands with those who have to approve a draft; nil where nobody has to.
    /// - Throws: `Problems`, what is wrong with its templates; `DamagedRecord` where nobody knows what was approved;
    ///   `SystemError`.
    func approval(
        of submission: Submission, _ plan: Plan, _ gathered: Gathered, _ memory: Memory, _ now: Timestamp
    ) throws -> Approval? {
        let fields = MessageView.recipientFields(columns: Array(gathered.columns))
        let goes = plan.goes(from: now, submission.release)
        guard let question = try plan.approvals(gathered, submission.bytes, fields: fields, now: goes) else {
            return nil
        }
        let log = ApprovalLog(of: configuration.folders)
        var approval = Approval(
            question, author: Person.owner(of: submission.source), name: submission.name, try log.load(),
            sent: memory.history.lastSent(Digest.sha256(submission.bytes), name: submission.name))
        if submission.release.isDropped { approval.dropped() }
        let approved = DraftDesk(drafts: configuration.folders.drafts).path(.approved)
        // Of two moves both could be one person's, and of one it could be the author's.
        approval.isMoveEnough =
            question.needed == 1 && !Mover.mayBeOwner(of: submission.source, into: approved)
        guard submission.release.isMoved, approval.missing > 0, approval.isShown else { return approval }
        approval.wasMoved = !approval.isMoveEnough
        if approval.isMoveEnough, approval.approve(.mover, at: now) {
            try log.append(
                ApprovalLog.Entry(
                    at: now, draft: submission.name, digest: question.digest, .approved(by: .mover)))
        }
        return approval
    }
}

extension BroadcastHistory {
    /// When just these octets, and when a draft of this name, last became a broadcast.
    func lastSent(_ contentDigest: String, name: String) -> (this: Timestamp?, name: Timestamp?) {
        (
            all.last { $0.draft.contentDigest == contentDigest }?.acceptedAt,
            all.last { $0.draft.name == name }?.acceptedAt
        )
    }
}
