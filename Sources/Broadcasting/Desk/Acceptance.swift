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
        public var release: Release
        /// It has waited for long for lists that are saved again and again.
        public var isTired = false
        /// Where the file lies; its owner is the author.
        public var source = ""
        /// Found while it was read; no errors among them.
        public var warnings: [Problem]

        public init(
            draft: Draft, path: String, bytes: [UInt8], fileMark: String, name: String,
            seenComplete: Timestamp, release: Release, warnings: [Problem]
        ) {
            self.draft = draft
            self.path = path
            self.bytes = bytes
            self.fileMark = fileMark
            self.name = name
            self.seenComplete = seenComplete
            self.release = release
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
    func rule(on submission: Submission, _ memory: Memory) throws -> Ruling {
        let now = clock.now()
        let plan = try Plan(
            submission.draft, path: submission.path, configuration: configuration, now: now,
            isTired: submission.isTired)
        let wait = submission.release.isDue ? nil : plan.wait(from: now)
        var problems = submission.warnings + plan.problems + [plan.expiry(before: wait)].compactMap(\.self)
        // What is to be withdrawn at a certain time goes on until then.
        let isToCome = plan.earlier?.withdrawn != nil && wait?.sendAt != nil
        if !isToCome { try stop(plan, problems, at: now) }
        if let trouble = plan.trouble { throw trouble }
        if problems.contains(where: { $0.severity == .error }) {
            return .rejected(problems, withdrawal: effect(of: plan))
        }
        if !isToCome { try Withdrawal(plan.earlier)?.awaitEnd(at: now) }

        var preparation = try Preparation(
            id: freeID(now, submission.name), configuration: configuration, clock: clock, key: key)
        defer { preparation.discard() }
        let gathered = try gather(plan, preparation)
        problems += gathered.problems
        if !isToCome, let nobody = plan.nobodyToTell(gathered, isStopped: true) {
            return .rejected(problems + [nobody], withdrawal: .unsent)
        }
        let reasons = plan.reasonsToHold(gathered, memory, now: now)
        if gathered.isForNobody, !isToCome {
            return .held(
                reasons: reasons.map(\.inPlace), problems: problems, hasNobody: true,
                changes: preparation.changes(plan, memory.history))
        }
        var found = Findings(
            plan: plan, gathered: gathered, problems: problems, reasons: reasons, wait: wait, now: now,
            changes: preparation.changes(plan, memory.history))
        do {
            found.approval = try approval(of: submission, plan, gathered, memory, now)
        } catch let others as Problems {
            return .rejected(problems + others.all, withdrawal: effect(of: plan))
        }
        if let held = hold(submission, &found) { return held }
        return try compose(submission, found, &preparation)
    }

    /// - Returns: nil where nothing holds it: what the guards say was let pass, and nobody is missing who has to approve it.
    private func hold(_ submission: Submission, _ found: inout Findings) -> Ruling? {
        let open = submission.release.open(found.reasons) ?? []
        let asked = found.approval?.reasons(found.plan) ?? []
        guard open.isEmpty, asked.isEmpty else {
            return .held(
                reasons: open + asked, problems: found.problems, wait: found.wait,
                withdrawal: effect(of: found.plan), approval: found.approval,
                changes: found.changes)
        }
        if let overridden = found.approval?.overriddenInWords {
            found.problems.append(Problem(.warning, path: submission.path, overridden))
        }
        return nil
    }

    /// What is known when everything has been looked at but the messages themselves.
    private struct Findings {
        var plan: Plan
        var gathered: Gathered
        var problems: [Problem]
        /// To hold it, and let pass.
        var reasons: [Problem]
        var approval: Approval?
        var wait: Wait?
        var now: Timestamp
        var changes: [ListChange]
    }

    private func compose(
        _ submission: Submission, _ found: Findings, _ preparation: inout Preparation
    ) throws -> Ruling {
        let identity = DraftIdentity(
            name: submission.name, contentDigest: Digest.sha256(submission.bytes),
            linesDigest: found.plan.linesDigest, fileMark: submission.fileMark)
        let rendered = try preparation.render(
            found.plan, submission, identity, found.gathered, acceptedAt: found.now)
        switch rendered {
        case .failure(let failure):
            return .rejected(found.problems + failure.all, withdrawal: effect(of: found.plan))
        case .success(var record):
            if let wait = found.wait {
                return .scheduled(
                    Scheduled(
                        wait: wait, sendAt: submission.draft.sendAt?.value.moment,
                        recipients: found.gathered.recipients - found.gathered.suppressed
                            + found.gathered.digest,
                        problems: found.problems, linesDigest: identity.linesDigest,
                        lineUsed: submission.draft.prepared?.file.digest,
                        approval: found.approval,
                        letPass: found.reasons.map(\.message), withdrawal: effect(of: found.plan)))
            }
            record.problems = found.problems.map(\.description)
            record.approvals = found.approval.map(BroadcastRecord.Approvals.init)
            record.note(found.changes)
            try preparation.commit(
                record, draft: submission.bytes, line: submission.draft.prepared?.file.bytes,
                lastLook: submission.release.lastLook)
            return .accepted(record)
        }
    }

    /// A withdrawal that is right in itself stops the broadcast, whatever else keeps it from being sent: a template, a
    /// guard, a damaged record. One that has mistakes of its own does nothing.
    private func stop(_ plan: Plan, _ problems: [Problem], at now: Timestamp) throws(SystemError) {
        guard !problems.contains(where: { $0.severity == .error && $0.path == plan.path }) else { return }
        try Withdrawal(plan.earlier)?.stop(at: now)
    }

    /// What has become of the broadcast that it takes back; nil where it takes none back.
    private func effect(of plan: Plan) -> WithdrawalEffect? {
        WithdrawalEffect(on: plan.draft.withdraws?.value, in: configuration.folders.broadcasts)
    }

    private func gather(_ plan: Plan, _ preparation: Preparation) throws -> Gathered {
        do { return try preparation.gather(plan) } catch let damage as DamagedRecord {
            guard let withdrawn = plan.earlier?.withdrawn else { throw damage }
            throw DamagedRecord(
                "broadcast \(withdrawn.id) is stopped, but nobody can be told so yet: \(damage.what)")
        }
    }

    private func freeID(_ now: Timestamp, _ name: String) -> String {
        BroadcastID.make(at: now, draftName: name) {
            Folder.exists("\(configuration.folders.broadcasts)/\($0)")
        }
    }
}
