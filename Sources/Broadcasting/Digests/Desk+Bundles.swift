import Mail

extension Desk {
    /// What the desk has sent by itself, and what is in its way.
    public struct Bundled {
        public var accepted: [BroadcastRecord]
        /// By what it is about; what is not there any more is not in the way any more.
        public var problems: [String: String]
        /// Somebody is saving a list: in a moment it will be known who is on it.
        public var isWaiting: Bool
    }

    /// Makes the digests that are due, and catches up who is new on a list that asks for it.
    /// - Parameter atOnce: also where the last look was a moment ago.
    /// - Returns: nil where it was not time to look.
    public func bundle(atOnce: Bool = false) -> Bundled? {
        bundler.look(self, atOnce: atOnce).map {
            Bundled(accepted: $0.accepted, problems: $0.problems, isWaiting: $0.isWaiting)
        }
    }

    /// This workspace was put back from a copy: a bundle of what was accepted before now is paused.
    public func doubtBundles(_ why: String) { bundler.doubt(why, history, at: clock.now()) }

    /// - Returns: what is kept of it.
    func remember(_ record: BroadcastRecord) -> BroadcastHistory.Past {
        history.add(record)
        return history.all[history.all.count - 1]
    }

    /// One that has just appeared.
    func note(bundle record: BroadcastRecord) -> BroadcastHistory.Past {
        writeReceipt(Summary(record, Standing(recipients: record.recipients), paused: false))
        return remember(record)
    }
}
