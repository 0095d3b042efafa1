import Broadcasting
import Disk
import Glibc
import Mail

extension HeldCommand {
    /// What a command line says of an approval.
    struct Approver {
        var who: Person
        /// Why it is to go without the approvals that are missing.
        var override: String?

        /// - Throws: 64 where a name or a reason is none.
        init(_ who: String?, override: String?) throws(Failure) {
            guard let person = who.map(Person.init) ?? Person(user: getuid()) else {
                throw Failure(.usage, "approve: '--as' needs a name of one line, of at most 100 characters")
            }
            self.who = person
            guard let override else { return }
            guard let reason = Approval.Override.reason(override) else {
                throw Failure(
                    .usage, "approve: '--override' needs a reason of one line, of at most 500 characters")
            }
            self.override = reason
        }
    }

    /// Writes the approval of a draft down.
    /// - Returns: nil where it may be let go; else the code, after saying what is missing.
    func approve(_ name: String, at path: String, _ approver: Approver) throws(Failure) -> ExitCode? {
        guard workspace.configuration.asksForApprovals else { return nil }
        let rehearsal: Rehearsal
        do throws(Failure) {
            rehearsal = try DraftFile(named: path).rehearsed(for: nil, id: name, in: workspace)
        } catch {
            // It is rejected when it is let go, with the reasons.
            if error.code == .badInput { return nil }
            throw error
        }
        guard let approval = try approval(rehearsal, name, path) else { return nil }
        if approval.missing == 0 { return nil }
        if let reason = approver.override {
            let isAuthor = approver.who == approval.author
            try append(.overridden(by: approver.who, isAuthor: isAuthor, reason: reason), name, approval)
            return nil
        }
        guard approval.isShown else { throw try showAgain(rehearsal, name, path, approval) }
        try refuse(approver.who, name, approval)
        try append(.approved(by: approver.who), name, approval)
        guard let now = try self.approval(rehearsal, name, path), now.missing > 0 else { return nil }
        update(name, now)
        Console.result("\(name): approved by \(approver.who); \(missing(now))")
        return .done
    }

    private func missing(_ approval: Approval) -> String {
        "\(Counted(approval.missing, "more approval")) \(approval.missing == 1 ? "is" : "are") missing"
    }

    private func refuse(_ who: Person, _ name: String, _ approval: Approval) throws(Failure) {
        if who == approval.author {
            throw Failure(
                .permission, "\(name): \(who) wrote it: somebody else has to approve it (--as NAME)")
        }
        if approval.given.contains(where: { $0.who == who }) {
            throw Failure(
                .problems, "\(name): \(who) has approved it already; \(missing(approval)), by somebody else")
        }
    }

    /// Nobody has seen it as it is now.
    private func showAgain(_ rehearsal: Rehearsal, _ name: String, _ path: String, _ approval: Approval)
        throws(Failure) -> Failure
    {
        try append(.shown(needed: approval.question.needed), name, approval)
        if let now = try self.approval(rehearsal, name, path) { update(name, now) }
        return Failure(
            .problems,
            "\(name): not approved: it was not shown as it is now; the draft, a template, an attachment or a setting has "
                + "changed, or it was held for another reason; look at it ('linerelay preview \(path)'), then approve it again"
        )
    }

    private func approval(_ rehearsal: Rehearsal, _ name: String, _ path: String) throws(Failure) -> Approval?
    {
        do { return try rehearsal.approval(of: name, at: path) } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    private func append(
        _ event: ApprovalLog.Entry.Event, _ name: String, _ approval: Approval
    ) throws(Failure) {
        try workspace.prepareState()
        let entry = ApprovalLog.Entry(
            at: Clock.real.now(), draft: name, digest: approval.question.digest, event)
        do throws(SystemError) {
            try ApprovalLog(of: workspace.configuration.folders).append(entry)
        } catch { throw Failure(error) }
    }

    /// The note beside the draft is for people; what counts is the log.
    private func update(_ name: String, _ approval: Approval) {
        let path = desk.notePath(name, .held)
        guard let octets = try? File.contents(of: path, limit: 1 << 20),
            let note = String(validating: octets, as: UTF8.self)
        else { return }
        try? AtomicFile.replace(path, with: Array(WhyText.updated(note, approval).utf8))
    }
}
