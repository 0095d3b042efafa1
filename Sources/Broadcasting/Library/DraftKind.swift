/// What a block of keys belongs to.
enum DraftKind: Equatable {
    case draft
    /// A prepared line, in the library.
    case line
    /// A draft that uses one, with the names of its blanks; nil where that line cannot be read.
    case use(blanks: [String]?)

    /// Why a key cannot stand there; nil where it can.
    func refusal(of key: DraftKey) -> String? {
        switch self {
        case .draft:
            guard key == .review || key == .blanks else { return nil }
            return
                "'\(key.rawValue)' belongs to a prepared line, in the library, and this is a draft; delete it"
        case .line:
            guard DraftKind.ofUse.contains(key) else { return nil }
            return key == .use
                ? "'Use' belongs to a draft: a prepared line cannot use another one; delete it"
                : "'\(key.rawValue)' belongs to the draft that uses this line; delete it here, and write it there"
        case .use:
            guard !DraftKind.ofUse.union(DraftKind.ofBoth).contains(key) else { return nil }
            return
                "'\(key.rawValue)' is settled by the prepared line, as it was approved; delete it, or write the"
                + " whole draft without 'Use'"
        }
    }

    /// The keys that may stand there, for suggestions.
    var keys: [String] {
        let keys = DraftKey.allCases.filter { refusal(of: $0) == nil }.map(\.rawValue)
        guard case .use(let blanks) = self else { return keys }
        return (blanks ?? []) + keys
    }

    /// When a line is sent, in which thread, and what for.
    private static let ofUse: Set<DraftKey> = [
        .use, .sendAt, .embargo, .expires, .updates, .withdraws, .exercise,
    ]
    /// Whom it is sent, and how soon.
    private static let ofBoth: Set<DraftKey> = [.to, .except, .priority]
}
