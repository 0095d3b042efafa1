import Disk
import Mail

/// Turns a draft into a broadcast, or says why not. Nothing is sent, and nothing is half done: the
/// broadcast's folder appears whole, by one rename.
public struct Acceptance {
    /// A draft as it is put on the desk.
    public struct Submission {
        public var draft: Draft
        /// How messages to people call the file: `drafts/lines.md`.
        public var path: String
        public var bytes: [UInt8]
        public var fileMark: String
        public var name: String
        public var seenComplete: Timestamp
        /// A person has looked at it and let it go: the guards have spoken already.
        public var isReleased: Bool
        /// Found while it was read; no errors among them.
        public var warnings: [Problem]

        public init(
            draft: Draft, path: String, bytes: [UInt8], fileMark: String, name: String,
            seenComplete: Timestamp,
            isReleased: Bool, warnings: [Problem]
        ) {
            self.draft = draft
            self.path = path
            self.bytes = bytes
            self.fileMark = fileMark
            self.name = name
            self.seenComplete = seenComplete
            self.isReleased = isReleased
            self.warnings = warnings
        }
    }

    public let configuration: Configuration
    public let clock: Clock
    /// `state/secret.key`.
    public let key: SecretKey

    public init(configuration: Configuration, clock: Clock, key: SecretKey) {
        self.configuration = configuration
        self.clock = clock
        self.key = key
    }

    /// - Throws: `SystemError`, `DamagedRecord` (suppressions), `NotNow` (a list is being edited): the
    ///   draft stays where it is and is tried again.
    public func rule(on submission: Submission, _ history: BroadcastHistory) throws -> Ruling {
        let now = clock.now()
        let plan = try Plan(submission.draft, path: submission.path, configuration: configuration, now: now)
        if let trouble = plan.trouble { throw trouble }
        var problems = submission.warnings + plan.problems
        problems += plan.missingFeatures(now: now)
        let identity = DraftIdentity(
            name: submission.name, contentDigest: Digest.sha256(submission.bytes),
            linesDigest: plan.linesDigest, fileMark: submission.fileMark)
        if problems.contains(where: { $0.severity == .error }) { return .rejected(problems) }
        let withdrawal = Withdrawal(plan.earlier)
        try withdrawal?.stop(at: now)

        var reasons = sent(plan, identity, history, now: now)
        reasons += [plan.reasonToHold].compactMap(\.self).map {
            plan.place(submission.draft.subject.position) + $0
        }
        var preparation = try Preparation(
            id: freeID(now, submission.name), configuration: configuration, clock: clock, key: key)
        defer { preparation.discard() }
        let gathered = try preparation.gather(plan)
        problems += gathered.problems
        // It goes to those of another day, whatever has become of their lists.
        reasons += (withdrawal == nil ? gathered.reasonsToHold(history) : []).map {
            plan.place(submission.draft.to.first?.position) + $0
        }
        if gathered.recipients == 0, let withdraws = submission.draft.withdraws {
            return .rejected(
                problems + [
                    Problem(
                        path: submission.path, at: withdraws.position,
                        "broadcast \(withdraws.value) is stopped, and nobody had been sent it: there is nobody to tell"
                    )
                ])
        }
        if gathered.recipients == 0 {
            let nobody = plan.place(submission.draft.to.first?.position) + gathered.nobody
            return .held(reasons: reasons.isEmpty ? [nobody] : reasons, problems: problems, hasNobody: true)
        }
        if !submission.isReleased, !reasons.isEmpty { return .held(reasons: reasons, problems: problems) }

        let record = try preparation.render(plan, submission, identity, gathered, acceptedAt: now)
        switch record {
        case .failure(let found): return .rejected(problems + found.all)
        case .success(var record):
            record.problems = problems.map(\.description)
            try preparation.commit(record, draft: submission.bytes)
            return .accepted(record)
        }
    }

    /// Why these lines may have been sent already.
    private func sent(_ plan: Plan, _ identity: DraftIdentity, _ history: BroadcastHistory, now: Timestamp)
        -> [String]
    {
        let place = plan.place(plan.draft.subject.position)
        let window = configuration.duplicateWindow
        if let past = history.sameLines(identity, within: window, of: now) {
            return [
                place
                    + "the same subject, text and lists were sent at \(past.acceptedAt.rfc3339) as broadcast "
                    + "\(past.id): a second copy is not sent by itself"
            ]
        }
        guard let damage = history.doubt(plan.draft, within: window, of: now) else { return [] }
        return [
            place + "it cannot be known whether this was sent already, for broadcasts/\(damage.id) cannot be "
                + "read: \(damage.problem); restore it from a backup, or move it out of broadcasts/"
        ]
    }

    private func freeID(_ now: Timestamp, _ name: String) -> String {
        BroadcastID.make(at: now, draftName: name) {
            Folder.exists("\(configuration.folders.broadcasts)/\($0)")
        }
    }
}
