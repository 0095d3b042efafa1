/// The words of a reply, for what relays say in words only.
struct Wording: Sendable {
    /// Lower case; without what stands in angle brackets, which is an address and may read like anything.
    private let octets: [UInt8]

    init(_ text: String) {
        var depth = 0
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "<" { depth += 1 }
            if depth == 0 { view.append(scalar) }
            if scalar == ">", depth > 0 { depth -= 1 }
        }
        octets = Array(String(view).lowercased().utf8)
    }

    private func says(_ words: String) -> Bool {
        var wanted = words
        return wanted.withUTF8 { wanted in
            guard let first = wanted.first, wanted.count <= octets.count else { return false }
            return octets.withUnsafeBufferPointer { octets in
                (0...octets.count - wanted.count).contains { start in
                    octets[start] == first
                        && (1..<wanted.count).allSatisfy { octets[start + $0] == wanted[$0] }
                }
            }
        }
    }

    /// A rate or a quota of ours is used up. A size, a hop count or somebody's mailbox is something else.
    static let limits: @Sendable (Wording) -> Bool = { text in
        let isOurs = !["size", "mailbox", "hop", "length", "storage"].contains(where: text.says)
        return isOurs && limitWords.contains(where: text.says)
    }

    /// The same, and it is one of the day: asking again in a minute is no use.
    static let limitsOfDay: @Sendable (Wording) -> Bool = { text in
        limits(text) && ["daily", "per day", "24 hour", "24-hour"].contains(where: text.says)
    }

    /// It speaks of one recipient: Gmail's "the user you are trying to contact is receiving mail at a rate that
    /// prevents additional messages", a greylist, a mailbox that rests.
    static let mailbox: @Sendable (Wording) -> Bool = { text in
        ["user you are trying", "mailbox", "recipient", "greylist", "grey list"].contains(where: text.says)
    }

    /// The relay does not know us, or not this sender of ours.
    static let relaying: @Sendable (Wording) -> Bool = { text in relayingWords.contains(where: text.says) }

    private static let limitWords = [
        "limit exceeded", "limits exceeded", "exceeded the limit", "exceeded the max", "exceeded your",
        "rate limit", "rate exceeded", "sending limit", "daily limit", "daily quota", "sending quota",
        "message quota", "quotaexceeded", "throttl", "too many connections", "too many concurrent",
        "too many messages", "too many login", "emails per hour", "messages per hour", "messages per day",
        "slow down", "server busy",
    ]

    private static let relayingWords = [
        "relay access denied", "relaying denied", "relay denied", "relaying not permitted",
        "relay not permitted", "relaying not allowed", "relaying is not allowed", "relaying prohibited",
        "not permitted to relay", "not allowed to relay", "unable to relay", "we do not relay",
        "credentials for relay", "address is not verified",
    ]
}
