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
    init(_ configuration: Configuration, _ history: BroadcastHistory, _ care: ListCare) throws(Problem) {
        let folders = configuration.folders
        folder = try ListFolder(
            at: folders.lists, shownAs: folders.shown(folders.lists), care: care)
        own = configuration.ownAddresses(folder.names)
        self.history = history
    }

    /// Gives everybody on the list, once.
    /// - Throws: `Unsure`; what was given is void then.
    func forEachSubscriber(of name: Name, _ body: (Recipient) -> Void) throws(Unsure) {
        try read(name) { fate in fate.mailed.map { body(Recipient($0, list: name)) } }
    }

    private func read(_ name: Name, _ body: (LineFate) -> Void) throws(Unsure) {
        let gathering: Gathering
        do {
            gathering = try Gathering.run(
                to: [name], folder: folder, own: own, digests: [name], keeping: 0, each: { _, _ in },
                telling: { fate, _ in body(fate) })
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

    /// Who is on a list: to be mailed, and not to be.
    struct Members {
        fileprivate(set) var mailed = AddressSet()
        fileprivate(set) var passedOver = AddressSet()

        /// Nothing on it speaks of the address.
        func lacks(_ address: EmailAddress) -> Bool {
            !mailed.contains(address) && !passedOver.contains(address)
        }

        /// Why somebody who was on the list once is not mailed; nil where they are.
        /// - Parameter others: who is on another list.
        func why(_ address: EmailAddress, others: AddressSet) -> String? {
            if mailed.contains(address) { return nil }
            if passedOver.contains(address) { return "has opted out since" }
            return others.contains(address) ? nil : "on no list any more"
        }
    }

    func members(of name: Name) throws(Unsure) -> Members {
        var members = Members()
        try read(name) { fate in
            if let subscriber = fate.mailed { members.mailed.insert(subscriber.address) }
            if case .passedOver(let address, _, _) = fate { members.passedOver.insert(address) }
        }
        return members
    }

    /// Whoever is to be mailed on any list; one that cannot be used says nothing.
    /// - Throws: `Unsure` where somebody is saving one.
    func subscribersOfAny() throws(Unsure) -> AddressSet {
        var set = AddressSet()
        for name in folder.names {
            do throws(Unsure) { try forEachSubscriber(of: name) { set.insert($0.address) } } catch {
                if error.passes { throw error }
            }
        }
        return set
    }
}
