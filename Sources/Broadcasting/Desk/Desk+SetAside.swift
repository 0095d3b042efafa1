import Disk
import Mail

/// Drafts that wait for a person, and those that the desk does not touch by itself, whatever they say.
extension Desk {
    /// - Returns: nil where the draft may be decided on.
    func setAside(_ file: SettledFile, _ folder: String) throws -> Event? {
        if let crashes, crashes.mustSetAside(file.subject) { return try crashed(file, folder, crashes) }
        guard let doubt, doubt.concerns(file.identity) else { return nil }
        let reason = "it lay here before: \(doubt.why); so it cannot be known whether it was sent already"
        return try hold(file, folder, [reason]) { WhyText.held($0, reasons: [reason], problems: []) }
    }

    private func crashed(_ file: SettledFile, _ folder: String, _ crashes: CrashLog) throws -> Event {
        // It failed behind its acceptance: all that is left to do is to take the file away.
        if let past = history.madeFrom(file.identity.mark, Digest.sha256(file.bytes)) {
            try DraftRemoval.remove(file.name, in: folder, accepted: file.bytes)
            crashes.clear(file.subject)
            return .tidied(name: file.name, id: past.id)
        }
        let signal = crashes[file.subject].signalInWords
        let reason = "LineRelay failed twice in its work on this draft (\(signal))"
        let event = try hold(file, folder, [reason]) { WhyText.crashed($0, signal: signal) }
        crashes.setAside(file.subject)
        return event
    }

    func hold(
        _ file: SettledFile, _ folder: String, _ reasons: [String], _ approval: Approval? = nil,
        _ why: (String) -> String
    ) throws -> Event {
        try file.mustBeUnchanged(in: folder)
        let name = try putAside(file, folder, to: .held) {
            (name) throws(SystemError) in
            if let approval, approval.isToBeShown {
                try ApprovalLog(of: configuration.folders).show(approval, as: name, at: clock.now())
            }
            return why(name)
        }
        return .held(name: name, reasons: reasons)
    }
}

extension SettledFile {
    /// What is to blame where work on it ends the process.
    var subject: Work.Subject {
        if case .bytes(let bytes) = content { return .draft(name: name, digest: Digest.sha256(bytes)) }
        return .draft(name: name, digest: identity.mark)
    }
}
