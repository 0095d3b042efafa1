import Mail

/// What was decided when a draft was accepted: `broadcast.json`. Nothing in it changes afterwards.
public struct BroadcastRecord: Sendable, Equatable {
    /// How one list took part.
    public struct ListShare: Sendable, Equatable {
        public var name: Name
        /// Usable subscribers on it at acceptance, whether or not another list had them first.
        public var subscribers: Int
        public var badLines: Int
        /// Recipients that are addressed through it.
        public var recipients: Int
        /// Further ones who get it with the next digest.
        public var digest = 0
        /// When that goes, as it was set then; nil where nobody does.
        public var digestAt: DayTime?
        /// How it differs from what it was in the last broadcast to it; nil where it does not, or nobody knows.
        public var change: ListChange?
        /// Its messages, but for a recipient's own values.
        public var form: MessageForm

        public init(name: Name, subscribers: Int, badLines: Int, recipients: Int, form: MessageForm) {
            self.name = name
            self.subscribers = subscribers
            self.badLines = badLines
            self.recipients = recipients
            self.form = form
        }
    }

    public var id: String
    public var draft: DraftIdentity
    public var subject: String
    public var stance: Stance
    public var priority: Priority
    public var topics: [String]
    /// When the draft was seen complete, or released.
    public var droppedAt: Timestamp
    public var acceptedAt: Timestamp
    /// When undelivered messages are dropped because the lines are no longer valid.
    public var expires: Timestamp?
    /// When the relay has had long enough (`retry.giveUpAfter`).
    public var giveUpAt: Timestamp
    public var sender: EmailAddress
    /// Right-hand side of every Message-ID.
    public var messageDomain: String
    public var recipients: Int
    /// Octets of the largest message.
    public var largestMessage: Int
    /// Recipients that were on the suppression list at acceptance.
    public var suppressed: Int
    /// Name of the receipt in `drafts/sent/`.
    public var receipt: String
    /// Names of the values that a form's holes stand for, in their order.
    public var fields: [String]
    public var lists: [ListShare]
    /// The same message for all who are addressed through a list, to the list's own address: several recipients may
    /// share one. Decided once, so that nobody gets it under two Message-IDs.
    public var isShared: Bool
    /// Each recipient has a return path of their own: see `ReturnPath`.
    public var hasReturnPaths: Bool
    /// Several earlier broadcasts in one message; nil: it is one of its own.
    public var bundle: Bundle?
    /// Nothing in it is real: every message is stamped, and it does not count among broadcasts.
    public var isExercise: Bool
    /// From the daemon itself: see `NoticeBox`.
    public var isNotice: Bool
    /// What it is to the last of its ancestors.
    public var relation: Relation?
    /// The broadcasts further up in its thread, the oldest first.
    public var ancestors: [Ancestor]
    /// What was found wrong and did not stop it: bad lines, warnings.
    public var problems: [String]
    /// Who approved it; nil where nobody had to.
    public var approvals: Approvals?
    /// The prepared line that it was made of; nil where it was none.
    public var library: LibraryUse?
    /// Files that go with every message.
    public var attached: AttachedFiles?

    public init(
        id: String, draft: DraftIdentity, subject: String, sender: EmailAddress, messageDomain: String
    ) {
        self.id = id
        self.draft = draft
        self.subject = subject
        self.sender = sender
        self.messageDomain = messageDomain
        stance = .respond
        priority = .normal
        topics = []
        droppedAt = Timestamp(milliseconds: 0)
        acceptedAt = Timestamp(milliseconds: 0)
        giveUpAt = Timestamp(milliseconds: 0)
        recipients = 0
        largestMessage = 0
        suppressed = 0
        receipt = ""
        fields = []
        lists = []
        isShared = false
        hasReturnPaths = false
        isExercise = false
        isNotice = false
        ancestors = []
        problems = []
    }

    /// The deadline of every delivery, whichever comes first.
    public var deadline: Timestamp { min(expires ?? giveUpAt, giveUpAt) }

    /// How many get it with the next digest.
    public var digest: Int { lists.reduce(0) { $0 + $1.digest } }

    /// `, and 3 more with the digest at 17:00`; nothing where nobody gets it with one.
    public var digestInWords: String {
        guard digest > 0 else { return "" }
        var times: [String] = []
        for time in lists.compactMap({ $0.digestAt?.description }) where !times.contains(time) {
            times.append(time)
        }
        return ", and \(digest) more with the digest at \(times.joined(separator: " and "))"
    }

    /// At most, for everybody who is not suppressed.
    public var totalOctets: Int { largestMessage * (recipients - suppressed) }

    func hasForm(of list: Name) -> Bool { lists.contains { $0.name == list } }

    public func form(of list: Name) -> MessageForm? {
        lists.firstIndex { $0.name == list }.map { lists[$0].form }
    }

    /// To whom a list's message is addressed where it is shared.
    func mailbox(of list: Name) -> Mailbox? {
        (try? EmailAddress("\(list)@\(messageDomain)")).map { Mailbox(name: "", address: $0) }
    }

    public func messageIDs(_ key: SecretKey) -> MessageIDs {
        MessageIDs(broadcast: id, domain: messageDomain, key: key).behind(ancestors, key: key)
    }
}

/// Which file a broadcast came from, so that it is accepted once and only once.
public struct DraftIdentity: Sendable, Equatable {
    public var name: String
    /// SHA-256 of the file's octets.
    public var contentDigest: String
    /// SHA-256 of subject, body and lists: equal for the same lines dropped again.
    public var linesDigest: String
    /// Inode, size, and times of the file: equal only for the very same file, unchanged.
    public var fileMark: String

    public init(name: String, contentDigest: String, linesDigest: String, fileMark: String) {
        self.name = name
        self.contentDigest = contentDigest
        self.linesDigest = linesDigest
        self.fileMark = fileMark
    }
}
