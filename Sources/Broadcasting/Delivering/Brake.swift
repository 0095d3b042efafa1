import Mail

/// Stops a broadcast when one class of permanent refusals piles up: then it is hardly about single subscribers
/// any more, and every further message makes it worse.
struct Brake {
    /// So many at least, ...
    static let least = 20
    /// ... and more than this share of the recipients that were tried, in percent.
    static let share = 10

    private var tried = 0
    private var refusals: [String: Int] = [:]

    mutating func accepted() { tried += 1 }

    /// - Returns: why to stop, where it is time to.
    mutating func rejected(_ reply: Reply) -> String? {
        tried += 1
        let kind = Brake.kind(reply)
        refusals[kind, default: 0] += 1
        guard let count = refusals[kind], count >= Brake.least, count * 100 > tried * Brake.share else {
            return nil
        }
        return
            "\(count) of the \(tried) recipients tried were refused for good with \(kind) (the last one: \(reply)); "
            + "see whether it is the list, the message or our name that is refused"
    }

    /// A person has looked.
    mutating func release() { self = Brake() }

    /// By the subject of the enhanced code (RFC 3463 §3), else by the code.
    private static func kind(_ reply: Reply) -> String {
        reply.status.map { "\($0.class).\($0.subject).x" } ?? "\(reply.code)"
    }
}
