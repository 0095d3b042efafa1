import Broadcasting
import Disk
import Mail

/// `approve library/NAME`: a prepared line, which then goes without new approval until its review date. And what `status`
/// has to say of such lines.
struct LibraryCommand {
    private let workspace: Workspace
    private let library: LibraryFolder

    init(_ workspace: Workspace) {
        self.workspace = workspace
        library = LibraryFolder(workspace.configuration)
    }

    /// What a name that leads into the library names there; nil where it does not.
    static func line(_ name: String, in workspace: Workspace) -> String? {
        let folders = workspace.configuration.folders
        let folder = ["library/", folders.shown(folders.library) + "/"].first { name.hasPrefix($0) }
        return folder.map { String(name.dropFirst($0.count)) }
    }

    func approve(_ name: String, _ approver: HeldCommand.Approver) throws(Failure) -> ExitCode {
        guard approver.override == nil else {
            throw Failure(
                .usage,
                "approve: '--override' is for a draft that has to go now: a prepared line waits for its approvals"
            )
        }
        let file = try file(name)
        let rehearsal = try DraftFile.patiently {
            try Rehearsal(
                file, for: nil, id: "approval", workspace.configuration, zone: workspace.zone,
                now: Clock.real.now())
        }
        guard let standing = rehearsal.standing, let approval = standing.approval else {
            Console.result("\(file.path): nobody has to approve it: none of its lists asks for that")
            return .done
        }
        guard !standing.isDue else {
            throw Failure(
                .badInput,
                "\(file.path): its review date has passed (\(standing.line.review.value.text)): read it, put it right, and "
                    + "write a later 'Review' first")
        }
        return try approve(file, approver.who, approval, rehearsal)
    }

    private func approve(
        _ file: LibraryFile, _ who: Person, _ approval: Approval, _ rehearsal: Rehearsal
    ) throws(Failure) -> ExitCode {
        if who == approval.author {
            throw Failure(
                .permission, "\(file.path): \(who) wrote it: somebody else has to approve it (--as NAME)")
        }
        guard approval.isShown else {
            try append(.shown(needed: approval.question.needed), file, approval)
            show(rehearsal)
            throw Failure(
                .problems,
                "\(file.path): not approved yet: this is what it says now; to approve just this, run the same once more"
            )
        }
        if approval.given.contains(where: { $0.who == who }) {
            throw Failure(
                .problems, "\(file.path): \(who) has approved it already; \(words(approval.missing))")
        }
        try append(.approved(by: who), file, approval)
        Console.result("\(file.path): approved by \(who); \(words(max(0, approval.missing - 1)))")
        return .done
    }

    private func words(_ missing: Int) -> String {
        missing == 0
            ? "a draft that uses it goes without new approval"
            : "\(Counted(missing, "more approval")) \(missing == 1 ? "is" : "are") missing"
    }

    private func show(_ rehearsal: Rehearsal) {
        let recipient = rehearsal.subscriber ?? rehearsal.nobody
        let message = rehearsal.message(to: recipient)
        let text = PreviewText(rehearsal, recipient, octets: message.count, ShownMessage(message))
        Console.result(text.all(Pace(of: workspace.configuration.folders.broadcasts), workspace.zone))
    }

    private func append(
        _ event: ApprovalLog.Entry.Event, _ file: LibraryFile, _ approval: Approval
    ) throws(Failure) {
        try workspace.prepareState()
        let entry = ApprovalLog.Entry(
            at: Clock.real.now(), draft: file.path, digest: approval.question.digest, event)
        do throws(SystemError) {
            try ApprovalLog(of: workspace.configuration.folders).append(entry)
        } catch { throw Failure(error) }
    }

    /// - Throws: 66 where there is no such line; 65 where its file is none.
    private func file(_ name: String) throws(Failure) -> LibraryFile {
        let found: String
        do { found = try library.find(file: name) } catch { throw Failure(.noSuchFile, "\(error)") }
        return try DraftFile.patiently { try library.read(found, now: Clock.real.now()) }
    }

    // MARK: For `status`

    /// Lines that would not go without more ado, and why.
    var open: [(file: String, why: String)] {
        let now = Clock.real.now()
        return ((try? library.files()) ?? []).compactMap { name in
            let path = "\(library.shownAs)/\(DraftFileName.shown(name))"
            do {
                let file = try library.read(name, now: now)
                let (line, problems) = PreparedLine.read(file, zone: workspace.zone, now: now)
                guard let line else { throw Problems(problems) }
                let standing = try LineStanding(line, workspace.configuration, now: now)
                return why(standing).map { (path, $0) }
            } catch is Problems {
                return (path, "it cannot be used as it is: 'linerelay check' says why")
            } catch { return (path, "\(error)") }
        }
    }

    private func why(_ standing: LineStanding) -> String? {
        if standing.isReady { return nil }
        let review = standing.isDue ? "its review date has passed (\(standing.line.review.value.text))" : nil
        return [review, standing.isDue ? nil : standing.approvalsInWords].compactMap(\.self).joined(
            separator: "; ")
    }
}
