import Mail

/// The conversation on one connection, past the log-in: replies in, commands and outcomes out.
///
/// Pure: it sees no socket and no clock. At most two messages are in it: one whose content is on its
/// way (`delivering`), and the next, whose MAIL, RCPT and DATA follow behind that content (`opening`).
struct Dialogue {
    /// What one reply led to.
    struct Step: Equatable {
        /// The recipients that this reply decided.
        var settled: [Settlement] = []
        /// Too many for one message: to be sent in another, nothing was recorded.
        var putBack: [Ticket] = []
        /// Why the connection is of no more use.
        var hangUp: String?

        static let goOn = Step()
    }

    let offered: Capabilities
    private(set) var opening: Transaction?
    private(set) var delivering: Transaction?
    /// 354 was answered: the content may go as soon as it is recorded that it will.
    private(set) var isReady = false
    /// No further message may begin.
    private(set) var isEnding = false

    /// Sent and not answered, oldest first: replies carry no name, only an order (RFC 2920 §3.1).
    private var expected: [Command] = []
    /// Not sent: without PIPELINING each waits for the reply before it.
    private var unsent: [Command] = []
    private var needsReset = false
    private var recipientIsTaken = false
    /// A message was withdrawn after 354: whatever is sent now would be its content.
    private var isInData = false
    private var begun = 0

    init(offered: Capabilities) { self.offered = offered }

    /// The command whose reply comes next.
    var awaited: Command? { expected.first }

    /// Nothing said is unanswered and no message is here.
    var isQuiet: Bool { expected.isEmpty && unsent.isEmpty && opening == nil && delivering == nil }

    /// The next message may begin: its group may follow the content before it, where commands may be grouped.
    var canBegin: Bool {
        guard !isEnding, opening == nil, unsent.isEmpty else { return false }
        return offered.pipelining ? !expected.contains { $0.opens } : expected.isEmpty
    }

    /// QUIT can be said without leaving a DATA half done.
    var canQuit: Bool { isQuiet && !isInData }

    mutating func begin(_ envelope: Envelope, at now: Int) {
        opening = Transaction(envelope, at: now)
        if needsReset { unsent.append(.rset) }
        unsent.append(.mail)
        for index in envelope.recipients.indices { unsent.append(.rcpt(index)) }
        unsent.append(.data)
        needsReset = false
        recipientIsTaken = false
        begun &+= 1
    }

    /// Writes what may be sent now. To be called when every reply that has come was taken.
    mutating func pump(into bytes: inout [UInt8]) {
        while let command = unsent.first, offered.pipelining || expected.isEmpty {
            unsent.removeFirst()
            command.write(opening?.envelope, offered, into: &bytes)
            expected.append(command)
        }
    }

    /// `attempting` was given for the message that is ready.
    mutating func noteRecorded() { opening?.isRecorded = true }

    /// Takes the content out, to be written behind what was to be sent; the message is on its way then.
    mutating func takeContent() -> [UInt8] {
        delivering = opening.take()
        isReady = false
        let content = delivering?.takeContent() ?? []
        expected.append(.content)
        return content
    }

    /// Puts the content of the message that is being opened together, where it is not yet.
    mutating func compose(_ write: (Ticket, inout [UInt8]) -> Void) {
        guard opening?.content.isEmpty == true, let ticket = opening?.pending.first?.ticket else { return }
        let size = opening?.envelope.size ?? 0
        var content: [UInt8] = []
        // With room for doubled full stops, and for the commands that follow it.
        content.reserveCapacity(size + size / 64 + 512)
        write(ticket, &content)
        DotStuffing.finish(&content, from: 0)
        opening?.content = content
    }

    /// The kernel has taken the content to its last byte.
    mutating func noteHandedOver() { delivering?.isHandedOver = true }

    /// No message begins any more; `canQuit` says when to go.
    mutating func end() { isEnding = true }

    mutating func quit(into bytes: inout [UInt8]) {
        isEnding = true
        unsent.append(.quit)
        pump(into: &bytes)
    }
}

// MARK: Replies

extension Dialogue {
    mutating func take(_ reply: Reply, at now: Int) -> Step {
        guard !expected.isEmpty else {
            return Step(hangUp: reply.code == 421 ? "\(reply)" : "a reply that nothing asked for: \(reply)")
        }
        let command = expected.removeFirst()
        if reply.code == 421, command != .content { return Step(hangUp: "\(reply)") }
        switch command {
        case .rset: return reply.isPositive ? .goOn : Step(hangUp: "RSET was answered with \(reply)")
        case .mail: return takeMail(reply, at: now)
        case .rcpt(let index): return takeRecipient(reply, index, at: now)
        case .data: return takeData(reply, at: now)
        case .content: return takeEnd(reply, at: now)
        // Nobody was to get the empty message.
        case .loneDot: return .goOn
        case .quit: return Step(hangUp: "")
        }
    }

    private mutating func takeMail(_ reply: Reply, at now: Int) -> Step {
        opening?.isAnswered = true
        if reply.isPositive { return .goOn }
        guard reply.isTransient || reply.isPermanent else { return Step(hangUp: odd(reply, to: .mail)) }
        return refuse(reply, at: .mail, now)
    }

    /// Each recipient has a reply of their own (RFC 5321 §3.3); the message goes to those who are taken.
    private mutating func takeRecipient(_ reply: Reply, _ index: Int, at now: Int) -> Step {
        opening?.isAnswered = true
        if reply.isPositive {
            recipientIsTaken = true
            opening?.noteTaken()
            return .goOn
        }
        guard reply.isTransient || reply.isPermanent else {
            return Step(hangUp: odd(reply, to: .rcpt(index)))
        }
        // Where MAIL was refused, this only follows from it.
        guard let message = opening else { return .goOn }
        let recipient = message.envelope.recipients[index]
        opening?.remove(recipient)
        if opening?.pending.isEmpty == true { forget() }
        if message.taken > 0, reply.isAboutTooManyRecipients { return Step(putBack: [recipient.ticket]) }
        let outcome = Outcome.refused(reply, Verdict(of: reply, at: .rcpt))
        return Step(settled: [message.settled(recipient, outcome, at: now)])
    }

    private mutating func takeData(_ reply: Reply, at now: Int) -> Step {
        if reply.isTransient || reply.isPermanent { return refuse(reply, at: .data, now) }
        guard reply.code / 100 == 3 else { return Step(hangUp: odd(reply, to: .data)) }
        if opening != nil {
            isReady = true
        } else if recipientIsTaken {
            // MAIL was refused and RCPT was not: a full stop now could deliver an empty message.
            return Step(hangUp: "DATA was accepted though MAIL was refused")
        } else {
            unsent.append(.loneDot)
        }
        return .goOn
    }

    /// A refusal of MAIL or DATA decides about everybody; what comes behind it only follows from it.
    private mutating func refuse(_ reply: Reply, at stage: Stage, _ now: Int) -> Step {
        let refused = opening
        forget()
        return Step(settled: refused?.settled(.refused(reply, Verdict(of: reply, at: stage)), at: now) ?? [])
    }

    /// Nothing is left of the message that was being opened.
    private mutating func forget() {
        opening = nil
        needsReset = true
        unsent.removeAll(keepingCapacity: true)
    }

    /// Any 2xx is acceptance, and takes responsibility (RFC 5321 §4.2.5, §6.1).
    private mutating func takeEnd(_ reply: Reply, at now: Int) -> Step {
        guard let isHandedOver = delivering?.isHandedOver else {
            return Step(hangUp: odd(reply, to: .content))
        }
        if reply.isPositive, isHandedOver, let done = delivering.take() {
            return Step(settled: done.settled(.accepted(reply), at: now))
        }
        guard reply.isTransient || reply.isPermanent, let done = delivering.take() else {
            return Step(hangUp: odd(reply, to: .content))
        }
        let refused = done.settled(.refused(reply, Verdict(of: reply, at: .endOfData)), at: now)
        if !done.isHandedOver {
            return Step(settled: refused, hangUp: "answered before the end of the message: \(reply)")
        }
        return Step(settled: refused, hangUp: reply.code == 421 ? "\(reply)" : nil)
    }

    private func odd(_ reply: Reply, to command: Command) -> String {
        "\(command.words) was answered with \(reply)"
    }
}

// MARK: Ends

extension Dialogue {
    /// The connection is gone: says what becomes of the messages in it, and forgets them.
    mutating func abandon(_ why: String, at now: Int) -> [Leftover] {
        var leftovers: [Leftover] = []
        if let delivering {
            let outcome: Outcome = delivering.isHandedOver ? .unconfirmed(why) : .lost(why)
            leftovers += delivering.settled(outcome, at: now).map { .settle($0) }
        }
        delivering = nil
        return leftovers + withdraw(why, at: now)
    }

    /// Takes back the message whose content has not left. Its group may be half answered, so the
    /// connection ends without QUIT once the message before it is decided.
    mutating func withdraw(_ why: String, at now: Int) -> [Leftover] {
        isEnding = true
        guard let withdrawn = opening else { return [] }
        opening = nil
        isInData = isReady
        isReady = false
        if withdrawn.isRecorded { return withdrawn.settled(.lost(why), at: now).map { .settle($0) } }
        let isBlamed = withdrawn.isAnswered || begun == 1
        return withdrawn.pending.map { .putBack($0.ticket, blamed: isBlamed) }
    }
}

extension Reply {
    /// 452 4.5.3, or 5.5.3: the others of this message are taken (RFC 5321 §4.5.3.1.10). A quota, or a mailbox
    /// that is full, may come with the same code.
    var isAboutTooManyRecipients: Bool {
        guard Verdict(of: self, at: .rcpt).scope == .recipient else { return false }
        guard let status else { return code == 452 && text.lowercased().contains("recipients") }
        return status.subject == 5 && status.detail == 3
    }
}
