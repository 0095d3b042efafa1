import Mail

/// From a file's octets to a plan, and from a plan to messages: what acceptance, `check`, `preview` and `test` share.
extension Plan {
    /// A draft with what it asks for.
    /// - Throws: `Problems`, everything that rejects it, with the warnings beside (templates are not rendered yet);
    ///   another error where something says nothing now.
    static func read(
        _ bytes: [UInt8], path: String, _ configuration: Configuration, zone: TimeZoneRules, now: Timestamp
    ) throws -> (plan: Plan, warnings: [Problem]) {
        let used = try LibraryFolder(configuration).line(for: bytes, now: now)
        let parsed = Draft.parse(bytes, path: path, zone: zone, now: now, used: used)
        return try make(parsed.draft, parsed.problems, path: path, configuration, now: now)
    }

    /// The same of a prepared line, whose blanks stand in it as they are marked.
    static func read(
        _ file: LibraryFile, _ configuration: Configuration, zone: TimeZoneRules, now: Timestamp
    ) throws -> (plan: Plan, warnings: [Problem], line: PreparedLine) {
        let parsed = PreparedLine.read(file, zone: zone, now: now)
        let made = try make(parsed.line?.draft, parsed.problems, path: file.path, configuration, now: now)
        guard let line = parsed.line else { throw Problems(parsed.problems) }
        return (made.plan, made.warnings + [line.reviewWarning(at: now)].compactMap(\.self), line)
    }

    private static func make(
        _ draft: Draft?, _ found: [Problem], path: String, _ configuration: Configuration, now: Timestamp
    ) throws -> (plan: Plan, warnings: [Problem]) {
        guard let draft else { throw Problems(found) }
        let plan: Plan
        do throws(Problem) {
            plan = try Plan(draft, path: path, configuration: configuration, now: now)
        } catch {
            throw Problems(found + [error])
        }
        if let trouble = plan.trouble { throw trouble }
        let early = plan.expiry(before: plan.wait(from: now))
        let problems = found + plan.problems + [early].compactMap(\.self)
        guard !problems.contains(where: { $0.severity == .error }) else { throw Problems(problems) }
        return (plan, problems)
    }

    /// The form of each list's messages.
    /// - Parameters:
    ///   - fields: names of a recipient's own values.
    ///   - date: of acceptance.
    /// - Throws: what is wrong with the templates, or that the text is too long.
    func forms(
        broadcast id: String, fields: [String], templates: TemplateFolder, date: Timestamp
    ) throws(Problems) -> [Name: MessageForm] {
        var forms: [Name: MessageForm] = [:]
        var problems: [Problem] = []
        for list in to {
            let rendering = MessageRendering(
                view: view(of: list, broadcast: id), template: template(for: list), templates: templates,
                date: date, draftPath: path)
            do throws(Problems) { forms[list] = try rendering.form(fields: fields) } catch {
                problems += error.all
            }
        }
        guard problems.isEmpty else { throw Problems(problems.uniqued()) }
        return forms
    }

    func view(of list: Name, broadcast id: String) -> MessageView {
        MessageView(
            draft: draft, list: list, settings: settings(of: list), configuration: configuration,
            broadcastID: id, earlier: earlier)
    }

    /// What those addressed have that templates can ask for.
    /// - Throws: `ListFault` where a list cannot be read now.
    func columns() throws -> [String] {
        if let withdrawn = earlier?.withdrawn { return withdrawn.fields }
        return Set(try to.flatMap { try lists.currentColumns(of: $0) }).sorted()
    }

    /// Walks the lists, or what was sent of a broadcast that is withdrawn: everybody who is to get it, once.
    func gather(
        _ take: (Recipient) throws -> Void, telling: (LineFate, GatheredList) -> Void = { _, _ in }
    ) throws -> [GatheredList] {
        if let withdrawal = Withdrawal(earlier) { return try withdrawal.gather(take) }
        return try Gathering.run(
            to: to, except: except, folder: lists, own: ownAddresses,
            // A digest of real lines has no room for a drill, and a drill is about how soon everybody has it.
            digests: draft.isExercise ? [] : configuration.digests(of: to),
            each: { list, subscriber in try take(Recipient(subscriber, list: list)) }, telling: telling
        ).lists
    }

    /// Everybody on one list, once, whatever the draft leaves out.
    func forEachSubscriber(of list: Name, _ body: (Recipient) -> Void) throws {
        _ = try Gathering.run(
            to: [list], folder: lists, own: ownAddresses, keeping: 0,
            each: { body(Recipient($1, list: $0)) })
    }

    /// What is withdrawn before anybody has been sent it needs no message.
    /// - Parameter isStopped: it is stopped already, and not only to be stopped.
    func nobodyToTell(_ gathered: Gathered, isStopped: Bool) -> Problem? {
        guard gathered.isForNobody, let withdraws = draft.withdraws else { return nil }
        return Problem(
            path: path, at: withdraws.position,
            "broadcast \(withdraws.value) \(isStopped ? "is" : "would be") stopped, and nobody had been sent it: there is nobody to tell"
        )
    }

    /// Why a person has to look before anybody is mailed: warnings, each at its place.
    func reasonsToHold(_ gathered: Gathered, _ memory: Memory, now: Timestamp) -> [Problem] {
        func reason(_ message: String, _ place: Position?) -> Problem {
            Problem(.warning, path: path, at: place, message)
        }
        let ofDraft = [sentBefore(memory, now: now), waitsAlready(memory), reasonToHold].compactMap(\.self)
        var reasons = ofDraft.map { reason($0, draft.subject.position) }
        // A withdrawal goes to those of another day, whatever has become of their lists.
        let lists = earlier?.withdrawn == nil ? gathered.reasonsToHold(memory.history) : []
        reasons += lists.map { reason($0.message, place(of: $0.list)) }
        if let review = reviewDue(at: goes(from: now, memory.release)) { reasons.append(review) }
        if let files = AttachedFiles(attachments, boundary: ""),
            let heavy = tooHeavy(files, recipients: gathered.recipients - gathered.suppressed)
        {
            reasons.append(heavy)
        }
        // Where nobody is to be told of a withdrawal, another word is said.
        if gathered.isForNobody, reasons.isEmpty, earlier?.withdrawn == nil {
            reasons = [reason(gathered.nobody, draft.to.first?.position)]
        }
        return reasons
    }

    /// When it goes, as far as that is known.
    func goes(from now: Timestamp, _ release: Release) -> Timestamp {
        release.isDue ? now : wait(from: now)?.until ?? now
    }

    /// Where the draft names a list; where it does not, where it names the first.
    private func place(of list: GatheredList) -> Position? {
        let named = list.part == .to ? draft.to : draft.except
        return (named.first { $0.value == list.name } ?? draft.to.first)?.position
    }

    /// Where attachments for everybody together are more than goes out without a second thought.
    func tooHeavy(_ attached: AttachedFiles, recipients: Int) -> Problem? {
        let sharing = configuration.sharingRelay?.recipientsPerMessage ?? 1
        let total = attached.size * ((recipients + sharing - 1) / sharing)
        guard total > AttachedFiles.totalLimit else { return nil }
        return Problem(
            .warning, path: path, at: draft.attachments.first?.position,
            "its attachments weigh \(Octets(total)) for \(Counted(recipients, "recipient")) together, more than "
                + "\(Octets(AttachedFiles.totalLimit)): put them on the web, and write their address")
    }

    /// Why these lines may have been sent already.
    private func sentBefore(_ memory: Memory, now: Timestamp) -> String? {
        let history = memory.history
        var window = configuration.duplicateWindow
        // What was sent while it waited is a copy, however long ago that was.
        if let since = memory.release.since, window > 0 {
            window = max(window, Int(clamping: now.milliseconds - since.milliseconds))
        }
        if let past = history.sameLines(linesDigest, within: window, of: now) {
            return "the same subject, text and lists were sent on \(inWords(past.acceptedAt)) as broadcast "
                + "\(past.id): a second copy is not sent by itself"
        }
        return history.doubt(draft, within: window, of: now).map { damage in
            "it cannot be known whether this was sent already, for broadcasts/\(damage.id) cannot be read: "
                + "\(damage.problem); restore it from a backup, or move it out of broadcasts/"
        }
    }

    /// As the desk's clock has it.
    private func inWords(_ moment: Timestamp) -> String {
        (TimeZoneRules(identifier: configuration.timezone) ?? .utc).inWords(moment)
    }

    /// Why these lines would be sent twice, once their time has come.
    private func waitsAlready(_ memory: Memory) -> String? {
        guard configuration.duplicateWindow > 0, !memory.release.isDue,
            let other = memory.schedule?.same(linesDigest, besides: memory.release.scheduledAs)
        else { return nil }
        return
            "the same subject, text and lists wait in drafts/scheduled/ as \(Quoted(other.name)) already, to go "
            + "on \(inWords(other.entry.until)): a second copy is not sent by itself; to have it go at another time, "
            + "change 'Send-At' there"
    }
}

extension [Problem] {
    /// The same without repetitions, in the same order.
    func uniqued() -> [Problem] {
        var seen: Set<String> = []
        return filter { seen.insert($0.description).inserted }
    }
}
