import Mail

/// Who is on the lists now, as far as that is to be believed.
struct CurrentLists {
    /// Nobody can tell: a bundle to this list waits.
    struct Unsure: Error, Equatable {
        var why: String
        /// It will be known in a moment: somebody is saving the list.
        var passes = false
    }

    private let folder: ListFolder
    private let own: Set<String>
    private let history: BroadcastHistory

    /// - Throws: the folder cannot be read.
    init(_ configuration: Configuration, _ history: BroadcastHistory, at now: Timestamp) throws(Problem) {
        let folders = configuration.folders
        folder = try ListFolder(
            at: folders.lists, shownAs: folders.shown(folders.lists), care: .untouched(at: now))
        own = configuration.ownAddresses(folder.names)
        self.history = history
    }

    /// Gives everybody on the list, once.
    /// - Throws: `Unsure`; what was given is void then.
    func forEachSubscriber(of name: Name, _ body: (Recipient) -> Void) throws(Unsure) {
        let gathering: Gathering
        do {
            gathering = try Gathering.run(
                to: [name], folder: folder, own: own, hasDigests: true, keeping: 0, each: { _, _ in },
                telling: { fate, _ in fate.mailed.map { body(Recipient($0, list: name)) } })
        } catch ListFault.unknown {
            throw Unsure(why: "there is no list '\(name)' any more: put it back")
        } catch {
            throw Unsure(why: "\(error)", passes: true)
        }
        for list in gathering.lists {
            let reasons = ListGuard.reasonsToHold(list, previous: history.lastSize(of: name))
            if let reason = reasons.first { throw Unsure(why: reason.message) }
        }
    }

    func subscribers(of name: Name) throws(Unsure) -> AddressSet {
        var set = AddressSet()
        try forEachSubscriber(of: name) { set.insert($0.address) }
        return set
    }
}
