import Broadcasting
import Mail

/// The drafts: what is settled is taken, and what becomes of each is told.
extension Daemon {
    /// Where drafts are taken from.
    private var places: [(folder: DraftFolder, place: DraftDesk.Place?)] {
        [(drafts, nil), (approved, .approved), (scheduled, .scheduled)]
    }

    var draftFolders: [DraftFolder] { places.map(\.folder) }

    /// What is not taken, each file by its place below `drafts/`.
    var leftAlone: [LeftAlone] {
        places.flatMap { folder, place in
            folder.leftAlone.map {
                LeftAlone(name: Daemon.shown($0.name, in: place), reason: $0.reason, since: $0.since)
            }
        }
    }

    /// `lines.md`, `approved/lines.md`: the same name may be in two folders.
    private static func shown(_ name: String, in place: DraftDesk.Place?) -> String {
        place.map { "\($0.rawValue)/\(name)" } ?? name
    }

    /// Takes what is settled.
    /// - Returns: how long nothing more is to be expected, and whether a file is about to settle.
    func look() -> (milliseconds: Int, isWaiting: Bool) {
        var wait = 1_000
        var isWaiting = false
        desk.takeDue().forEach(scheduled.handOutAgain)
        for (folder, place) in places {
            let report = folder.takeSettled(monotonic: Clock.real.monotonic(), wall: Clock.real.now())
            if let trouble = report.trouble {
                ledger.unread.insert(folder.path)
                note(trouble, about: folder.path)
            } else {
                ledger.unread.remove(folder.path)
                status.settle(folder.path)
            }
            for file in report.settled {
                let event = desk.take(file, from: place)
                let name = Daemon.shown(file.name, in: place)
                switch event {
                case .postponed(_, let why, let delay):
                    folder.handOutAgain(file)
                    postpone(name, why, delay)
                    isWaiting = ledger.mayWait(for: name, at: Clock.real.monotonic()) || isWaiting
                    if delay == .fileBeingSaved { wait = min(wait, Daemon.savingTime) }
                case .renamed: isWaiting = true
                default: decided(name, file.name)
                }
                tell(event)
                postNotices()
                tendCaution()
            }
            wait = min(wait, report.nextCheck)
            isWaiting = isWaiting || report.isSettling
        }
        tidy()
        if let due = desk.nextDue { wait = min(wait, Int(clamping: due)) }
        status.leftAlone = Dictionary(leftAlone.map { ($0.name, $0.reason) }, uniquingKeysWith: { $1 })
        return (max(wait, 10), isWaiting || !hasTakenUp || bundlesWait)
    }

    /// Milliseconds after which a list that was just saved may be read.
    private static let savingTime = 100

    /// What is to be done once a second.
    private func tidy() {
        let now = Clock.real.monotonic()
        guard now >= nextTidy else { return }
        nextTidy = now + 1_000
        tell(desk.tidy())
        takeUpReopened()
        lookAtSecrets()
        tendNotices()
        if hasTakenUp { tendCaution() } else { takeUpUnfinished() }
        bundle()
        for name in ledger.undecided.keys where !drafts.holds(name) { decided(name) }
    }

    private func postpone(_ name: String, _ why: String, _ delay: Desk.Delay) {
        let now = Clock.real.monotonic()
        ledger.postpone(name, because: delay, why, at: now)
        // A list that was saved a moment ago is nothing to speak of.
        let since = ledger.undecided[name]?.since ?? now
        if delay != .fileBeingSaved || now - since >= 1_000 {
            note("\(name): not taken yet: \(why)", about: "draft \(name)")
        }
    }

    /// - Parameter file: its name alone, where it was there to be decided on.
    private func decided(_ name: String, _ file: String? = nil) {
        ledger.decide(name)
        status.settle("draft \(name)")
        if let file { status.settle("recalled \(file)") }
    }

    private func tell(_ tidied: Desk.Tidied) {
        for folder in tidied.made { Console.plain("\(folder)/ had gone, and was made again") }
        let hasFolderGone = tidied.made.contains { $0.hasSuffix("/scheduled") }
        for name in tidied.recalled {
            let what = "\(name): not scheduled any more: it was taken out of drafts/scheduled/"
            guard hasFolderGone else {
                Console.plain(what)
                continue
            }
            // Who renames a folder may not know that drafts waited in it.
            note(
                what + " with the whole folder; to have it sent, move it back into drafts/",
                about: "recalled \(name)")
        }
    }

    func tell(_ event: Desk.Event) {
        switch event {
        case .accepted(let record):
            let weight =
                record.attached.map { "; with \($0.inWords) \(Octets(record.totalOctets)) in all" } ?? ""
            let recipients = Counted(record.recipients, "recipient")
            Console.plain(
                "\(record.draft.name): accepted as \(record.id), \(recipients)\(record.digestInWords)\(weight)"
            )
            for problem in record.problems { Console.plain(problem) }
            takeUp(BroadcastFolder("\(workspace.configuration.folders.broadcasts)/\(record.id)"))
        case .held(let name, let reasons):
            ledger.turnedAway += 1
            Console.plain("\(name): held, nobody is mailed (\(why(name, .held)))")
            for reason in reasons { Console.plain("  \(reason)") }
        case .rejected(let name, let problems):
            ledger.turnedAway += 1
            Console.plain("\(name): rejected, nobody is mailed (\(why(name, .rejected)))")
            for problem in problems.prefix(20) { Console.plain("  \(problem)") }
        case .tidied(let name, let id): Console.plain("\(name): is broadcast \(id) already")
        case .renamed(let name): Console.plain("\(name): renamed, for its name could not be read")
        case .scheduled(let name, let until, let problems):
            let time = workspace.zone.inWords(until)
            Console.plain("\(name): scheduled, goes on \(time) (\(why(name, .scheduled)))")
            for problem in problems { Console.plain("  \(problem)") }
        case .waits, .postponed: break
        }
    }

    /// Where the note to a draft is.
    private func why(_ name: String, _ place: DraftDesk.Place) -> String {
        let folders = workspace.configuration.folders
        return folders.shown(DraftDesk(drafts: folders.drafts).notePath(name, place))
    }
}
