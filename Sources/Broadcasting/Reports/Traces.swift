import Mail

/// What a delivery log tells of each recipient beside their state, in nine octets each.
struct Traces {
    struct Marks: OptionSet {
        let rawValue: UInt8

        /// Counted as accepted.
        static let accepted = Marks(rawValue: 1)
        /// An attempt of theirs may have given them a second copy.
        static let maybeDuplicate = Marks(rawValue: 2)
        /// The outcome of an attempt was never known.
        static let unknown = Marks(rawValue: 4)
        static let bounced = Marks(rawValue: 8)
        static let complained = Marks(rawValue: 16)
        static let unsubscribed = Marks(rawValue: 32)
    }

    private(set) var marks: [Marks]
    /// Where in the log the event is that says most of them: the relay's last word, where it spoke.
    private var places: [Int]

    init(recipients: Int) {
        marks = [Marks](repeating: [], count: recipients)
        places = [Int](repeating: -1, count: recipients)
    }

    /// Nil where nothing is told of them.
    func place(of recipient: Int) -> Int? { places[recipient] < 0 ? nil : places[recipient] }

    /// - Parameter offset: where in the log the event's line begins.
    mutating func note(_ event: DeliveryEvent, at offset: Int) {
        let recipient = event.recipient
        switch event.kind {
        case .attempting:
            if event.maybeDuplicate { marks[recipient].insert(.maybeDuplicate) }
        case .unconfirmed:
            marks[recipient].insert(.unknown)
            places[recipient] = offset
        case .accepted:
            marks[recipient].insert(.accepted)
            places[recipient] = offset
        case .deferred, .rejected: places[recipient] = offset
        case .expired, .suppressed, .cancelled:
            if places[recipient] < 0 { places[recipient] = offset }
        case .reopened: break
        case .bounced: marks[recipient].insert(.bounced)
        case .complained: marks[recipient].insert(.complained)
        case .unsubscribed: marks[recipient].insert(.unsubscribed)
        }
    }
}

extension Traces.Marks {
    /// What came back from them later, in the log's words.
    var cameBack: [String] {
        let words: [(Traces.Marks, DeliveryEvent.Kind)] = [
            (.bounced, .bounced), (.complained, .complained), (.unsubscribed, .unsubscribed),
        ]
        return words.filter { contains($0.0) }.map(\.1.rawValue)
    }
}
