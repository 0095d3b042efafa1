/// How long to wait for what, in milliseconds (RFC 5321 §4.5.3.2).
struct Deadlines {
    enum Phase {
        /// TCP, and TLS from the first byte.
        case connect
        /// Each reply until MAIL: greeting, EHLO, STARTTLS, AUTH.
        case handshake
        case mail, rcpt, data, rset
        /// Sending, without the relay taking a byte.
        case block
        /// Too short here makes duplicates.
        case endOfData
        case quit
        /// A connection that has nothing to do.
        case idle
    }

    private let every: Int?
    private let idle: Int

    init(timeout: Int?, idleTimeout: Int) {
        every = timeout
        idle = idleTimeout
    }

    /// Milliseconds.
    func limit(_ phase: Phase) -> Int {
        switch phase {
        case .idle: idle
        case .quit: min(every ?? 1_000, 1_000)
        case .connect: every ?? 30_000
        case .handshake, .mail, .rcpt, .rset: every ?? 300_000
        case .data: every ?? 120_000
        case .block: every ?? 180_000
        case .endOfData: every ?? 600_000
        }
    }

    /// `5 min`, `30 s`, `250 ms`.
    static func worded(_ milliseconds: Int) -> String {
        if milliseconds % 60_000 == 0 { return "\(milliseconds / 60_000) min" }
        if milliseconds % 1_000 == 0 { return "\(milliseconds / 1_000) s" }
        return "\(milliseconds) ms"
    }
}
