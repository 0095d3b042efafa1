import Mail

/// Unfinished broadcasts that ended the daemon again and again: paused without being opened, while the others go
/// on, until a person resumes or cancels them.
public struct SetAside {
    private let crashes: CrashLog
    private let clock: Clock
    private var waiting: [BroadcastFolder] = []
    /// What else there is to say of one, by its id.
    private var others: [String: String] = [:]

    public init(_ crashes: CrashLog, clock: Clock) {
        self.crashes = crashes
        self.clock = clock
    }

    /// - Parameter other: another reason not to go on, which a person has to read as well.
    /// - Returns: why it must not be opened; nil where it may be delivered.
    public mutating func reason(toKeep folder: BroadcastFolder, besides other: String? = nil) -> String? {
        others[folder.id] = other
        let subject = Work.Subject.broadcast(id: folder.id)
        if crashes[subject].isAside {
            if isReleased(folder) {
                crashes.release(subject)
                return nil
            }
            if other != nil { pause(folder) }
        } else {
            guard crashes.mustSetAside(subject) else { return nil }
            pause(folder)
        }
        if !waiting.contains(folder) { waiting.append(folder) }
        return folder.pauseReason() ?? why(folder)
    }

    /// Those that a person has resumed or cancelled since: they are tried once more.
    public mutating func takeReleased() -> [BroadcastFolder] {
        var released: [BroadcastFolder] = []
        for folder in waiting {
            let subject = Work.Subject.broadcast(id: folder.id)
            if !crashes[subject].isAside {
                pause(folder)
            } else if isReleased(folder) {
                crashes.release(subject)
                released.append(folder)
            }
        }
        waiting.removeAll(where: released.contains)
        return released
    }

    /// Without room for the mark it is kept back all the same, and the mark is tried again.
    private func pause(_ folder: BroadcastFolder) {
        let why = why(folder)
        guard folder.writePause(why, at: clock.now()) else { return }
        folder.mark(.paused, "paused: \(why)", unread: true)
        let subject = Work.Subject.broadcast(id: folder.id)
        if !crashes[subject].isAside { crashes.setAside(subject, isCancelled: folder.isCancelled) }
    }

    private func isReleased(_ folder: BroadcastFolder) -> Bool {
        if folder.pauseReason() == nil { return true }
        return folder.isCancelled && !crashes[.broadcast(id: folder.id)].wasCancelled
    }

    private func why(_ folder: BroadcastFolder) -> String {
        let signal = crashes[.broadcast(id: folder.id)].signalInWords
        let other = others[folder.id].map { $0 + "; and " } ?? ""
        return other
            + "LineRelay failed twice in its work on this broadcast (\(signal)), which is a fault of the "
            + "program: please report it, with this folder; 'linerelay resume \(folder.id)' tries once more, "
            + "'linerelay cancel \(folder.id)' ends it"
    }
}
