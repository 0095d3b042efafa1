import Mail

/// How it stands with those who have to approve a draft.
public struct Approval: Sendable, Equatable {
    /// One that counts.
    public struct Given: Sendable, Equatable {
        public var who: Person
        public var at: Timestamp
    }

    /// It goes without.
    public struct Override: Sendable, Equatable {
        public var who: Person
        public var isAuthor: Bool
        public var reason: String
        public var at: Timestamp

        /// Nil where it is none: blank, too long, of several lines, or with characters in it that cannot be shown.
        public static func reason(_ text: String) -> String? {
            let scalars = text.unicodeScalars
            let isOdd = scalars.contains { TextSafety.isControl($0) || TextSafety.isDirection($0) }
            guard !isOdd, !TextSafety.isBlank(text), scalars.count <= 500 else { return nil }
            return String(TextSafety.trimmed(text[...]))
        }
    }

    public let question: ApprovalQuestion
    /// Whose own approval does not count; nil where that is not known.
    public let author: Person?
    /// In their order, each person once.
    public private(set) var given: [Given] = []
    public private(set) var override: Override?
    /// Just this was shown to be approved.
    public private(set) var isShown = false
    /// Something else was, under the same name.
    public private(set) var hasChanged = false
    /// Whose approvals do not count any more.
    public private(set) var voided: [Person] = []
    /// A person moved it, and it may have been anybody.
    var wasMoved = false
    /// Whoever moves it to `approved/` is somebody else than its author, and one approval is all that it needs.
    var isMoveEnough = false

    /// - Parameters:
    ///   - name: of the file.
    ///   - sent: when just this, and when a draft of this name, was last made a broadcast: what was said before is used up.
    init(
        _ question: ApprovalQuestion, author: Person?, name: String, _ entries: [ApprovalLog.Entry],
        sent: (this: Timestamp?, name: Timestamp?)
    ) {
        self.question = question
        self.author = author
        for entry in entries {
            if entry.digest == question.digest {
                if entry.at > sent.this ?? Timestamp(milliseconds: .min) { heed(entry) }
            } else if entry.draft == name, entry.at > sent.name ?? Timestamp(milliseconds: .min) {
                heedOther(entry)
            }
        }
    }

    private mutating func heed(_ entry: ApprovalLog.Entry) {
        switch entry.event {
        case .shown: begin()
        case .approved(let who): approve(who, at: entry.at)
        case .overridden(let who, let isAuthor, let reason):
            override = Override(who: who, isAuthor: isAuthor, reason: reason, at: entry.at)
        }
    }

    private mutating func heedOther(_ entry: ApprovalLog.Entry) {
        switch entry.event {
        case .shown:
            // What was shown before that is not what people have before them now, even where it comes back.
            voided = given.map(\.who)
            (given, override, isShown, hasChanged) = ([], nil, false, true)
        case .approved(let who): void([who])
        case .overridden: break
        }
    }

    private mutating func begin() {
        isShown = true
        void(given.map(\.who))
        given = []
        override = nil
    }

    private mutating func void(_ people: [Person]) {
        for person in people where !voided.contains(person) { voided.append(person) }
    }

    /// It was dropped: nobody has seen it yet.
    mutating func dropped() {
        begin()
        isShown = false
    }

    /// - Returns: false where it does not count: they wrote it, have approved it before, or something else was shown.
    @discardableResult
    public mutating func approve(_ who: Person, at: Timestamp) -> Bool {
        guard isShown, who != author, !given.contains(where: { $0.who == who }) else { return false }
        given.append(Given(who: who, at: at))
        return true
    }

    /// How many have not approved it yet.
    public var missing: Int {
        override == nil && !question.isPrepared ? max(0, question.needed - given.count) : 0
    }

    var isToBeShown: Bool { missing > 0 && !isShown }

    /// Why it does not go; none where nobody is missing.
    func reasons(_ plan: Plan) -> [String] {
        missing == 0 ? [] : [question.reason(plan).inPlace]
    }

    /// What its record says of an override.
    var overriddenInWords: String? {
        override.map {
            "sent without the \(Counted(question.needed, "approval")) that it needs: overridden by \($0.who)"
                + "\($0.isAuthor ? ", who wrote it" : ""): \($0.reason)"
        }
    }
}

extension ApprovalQuestion {
    func reason(_ plan: Plan) -> Problem {
        Problem(
            .warning, path: plan.path, at: plan.draft.to.first?.position,
            "it needs \(Counted(needed, "approval")) by other people than its author (\(because))"
                + (prepared?.objection.map { "; the prepared line does not go without: \($0)" } ?? ""))
    }
}
