/// The table that says what a refusal means; the first row that fits decides.
///
/// Rows that name a thing for sure (an address that does not exist, a full mailbox) stand above rows
/// that recognise a wording; classes of codes come last. RFC 3463, RFC 5248; replies of Google, Microsoft, Amazon.
extension Verdict {
    /// What `reply`, which is no success, means when it was given at `stage`.
    public init(of reply: Reply, at stage: Stage) {
        let text = Wording(reply.text)
        let row = Verdict.table.first { $0.fits(reply, at: stage, text) }
        self = row?.verdict ?? Verdict(scope: .connection, isPermanent: false)
    }

    static let later = Verdict(scope: .recipient, isPermanent: false)
    static let refused = Verdict(scope: .recipient, isPermanent: true)
    static let dead = Verdict(scope: .recipient, isPermanent: true, addressIsDead: true)
    static let fresh = Verdict(scope: .connection, isPermanent: false)
    static let crowded = Verdict(scope: .connection, isPermanent: false, asksForLess: true)
    static let slower = Verdict(scope: .throttled, isPermanent: false, asksForLess: true)
    static let laterAndLess = Verdict(scope: .recipient, isPermanent: false, asksForLess: true)
    static let usedUp = Verdict(scope: .quota, isPermanent: false)
    static let person = Verdict(scope: .account, isPermanent: false)
    static let unfit = Verdict(scope: .message, isPermanent: true)

    private static let opening: [Stage] = [.greeting, .ehlo, .startTLS, .auth, .rset]
    private static let recipient: [Stage] = [.rcpt, .data, .endOfData]
    private static let content: [Stage] = [.mail, .data, .endOfData]

    private static let table: [VerdictRow] = [
        VerdictRow(code: [421], gives: crowded),
        VerdictRow(code: [454], stages: [.startTLS], gives: fresh),

        // The address, for certain.
        VerdictRow(
            status: [(5, 1, 1...3), (5, 1, 6...6), (5, 1, 10...10)], stages: [.rcpt], gives: dead),
        VerdictRow(code: [556], hasStatus: false, stages: [.rcpt], gives: dead),
        VerdictRow(
            status: [(5, 1, 1...3), (5, 1, 6...6), (5, 1, 10...10), (5, 2, 2...2)], stages: recipient,
            gives: refused),
        VerdictRow(status: [(4, 2, 2...2)], gives: later),
        VerdictRow(status: [(5, 6, 7...7)], gives: refused),

        // The message.
        VerdictRow(status: [(5, 3, 4...4)], gives: unfit),
        VerdictRow(code: [552], hasStatus: false, stages: content, gives: unfit),

        // A limit of the relay, whatever code it comes with.
        VerdictRow(says: Wording.limitsOfDay, gives: usedUp),
        VerdictRow(status: [(5, 4, 5...5), (5, 2, 250...255)], gives: usedUp),
        VerdictRow(status: [(5, 7, 233...233), (5, 7, 705...708)], gives: usedUp),
        VerdictRow(code: [432], gives: slower),
        VerdictRow(status: [(4, 3, 2...2), (4, 4, 5...5), (4, 7, 500...599)], gives: slower),
        VerdictRow(
            code: [450], status: [(4, 2, 1...1)], stages: recipient, says: Wording.mailbox, gives: later),
        VerdictRow(code: [450], status: [(4, 2, 1...1)], gives: slower),
        VerdictRow(class: 5, says: Wording.limits, gives: usedUp),
        VerdictRow(says: Wording.limits, gives: slower),

        // Ourselves.
        VerdictRow(says: Wording.relaying, gives: person),
        VerdictRow(code: [530, 534, 535, 538], gives: person),
        VerdictRow(status: [(5, 7, 8...9), (5, 1, 7...8), (4, 1, 7...8)], gives: person),
        VerdictRow(code: [454], gives: slower),
        VerdictRow(class: 5, stages: opening.filter { $0 != .rset } + [.mail], gives: person),

        // The line, or the relay's own trouble.
        VerdictRow(status: [(4, 3, 0...999), (4, 4, 0...999)], gives: fresh),
        VerdictRow(class: 4, stages: opening, gives: fresh),
        VerdictRow(class: 5, stages: [.rset], gives: fresh),

        VerdictRow(class: 4, subject: 7, stages: content, gives: laterAndLess),
        VerdictRow(class: 4, gives: later),
        VerdictRow(class: 5, gives: refused),
    ]
}

/// One row: what it asks of a reply, and what it makes of it. What is nil is not asked.
private struct VerdictRow: Sendable {
    typealias Statuses = [(class: Int, subject: Int, details: ClosedRange<Int>)]

    var code: Set<Int>?
    var status: Statuses?
    var hasStatus: Bool?
    /// The first digit: of the enhanced code where there is one, else of the code.
    var `class`: Int?
    /// The second number of the enhanced code.
    var subject: Int?
    var stages: [Stage]?
    var says: (@Sendable (Wording) -> Bool)?
    var gives: Verdict

    var verdict: Verdict { gives }

    func fits(_ reply: Reply, at stage: Stage, _ text: Wording) -> Bool {
        if let code, !code.contains(reply.code) { return false }
        if let hasStatus, hasStatus != (reply.status != nil) { return false }
        if let status, !status.contains(where: { VerdictRow.matches($0, reply.status) }) { return false }
        if let wanted = self.class, wanted != reply.status?.class ?? (reply.code / 100) { return false }
        if let subject, subject != reply.status?.subject { return false }
        if let stages, !stages.contains(stage) { return false }
        return says?(text) ?? true
    }

    private static func matches(_ row: Statuses.Element, _ status: EnhancedStatus?) -> Bool {
        guard let status else { return false }
        return status.class == row.class && status.subject == row.subject
            && row.details.contains(status.detail)
    }
}
