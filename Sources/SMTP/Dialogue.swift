import Mail

/// The conversation on one connection, past the log-in: replies in, commands and outcomes out.
///
/// Pure: it sees no socket and no clock. At most two messages are in it: one whose content is on its
/// way (`delivering`), and the next, whose MAIL, RCPT and DATA follow behind that content (`opening`).
struct Dialogue {
    /// What one reply led to.
    struct Step: Equatable {
        /// The message that this reply decided.
        var settlement: Settlement?
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
        opening = Transaction(envelope: envelope, startedAt: now)
        unsent = needsReset ? [.rset, .mail, .rcpt, .data] : [.mail, .rcpt, .data]
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
        let content = opening?.content ?? []
        delivering = opening
        delivering?.content = []
        opening = nil
        isReady = false
        expected.append(.content)
        return content
    }

    /// Puts the content of the message that is being opened together, where it is not yet.
    mutating func compose(_ write: (Ticket, inout [UInt8]) -> Void) {
        guard let message = opening, message.content.isEmpty else { return }
        var content: [UInt8] = []
        content.reserveCapacity(message.envelope.size + message.envelope.size / 64 + 16)
        write(message.envelope.ticket, &content)
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
        case .mail, .rcpt: return takeOpening(reply, to: command, at: now)
        case .data: return takeData(reply, at: now)
        case .content: return takeEnd(reply, at: now)
        // Nobody was to get the empty message.
        case .loneDot: return .goOn
        case .quit: return Step(hangUp: "")
        }
    }

    private mutating func takeOpening(_ reply: Reply, to command: Command, at now: Int) -> Step {
        opening?.isAnswered = true
        if reply.isPositive {
            if command == .rcpt { recipientIsTaken = true }
            return .goOn
        }
        guard reply.isTransient || reply.isPermanent else { return Step(hangUp: odd(reply, to: command)) }
        return refuse(reply, at: command.stage, now)
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

    /// The first refusal of a group decides; those behind it only follow from it.
    private mutating func refuse(_ reply: Reply, at stage: Stage, _ now: Int) -> Step {
        needsReset = true
        unsent.removeAll()
        guard let refused = opening else { return .goOn }
        opening = nil
        return Step(settlement: refused.settled(.refused(reply, Verdict(of: reply, at: stage)), at: now))
    }

    /// Any 2xx is acceptance, and takes responsibility (RFC 5321 §4.2.5, §6.1).
    private mutating func takeEnd(_ reply: Reply, at now: Int) -> Step {
        guard let done = delivering else { return Step(hangUp: odd(reply, to: .content)) }
        if reply.isPositive, done.isHandedOver {
            delivering = nil
            return Step(settlement: done.settled(.accepted(reply), at: now))
        }
        guard reply.isTransient || reply.isPermanent else { return Step(hangUp: odd(reply, to: .content)) }
        delivering = nil
        let refused = done.settled(.refused(reply, Verdict(of: reply, at: .endOfData)), at: now)
        if !done.isHandedOver {
            return Step(settlement: refused, hangUp: "answered before the end of the message: \(reply)")
        }
        return Step(settlement: refused, hangUp: reply.code == 421 ? "\(reply)" : nil)
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
            leftovers.append(.settle(delivering.settled(outcome, at: now)))
        }
        delivering = nil
        if let leftover = withdraw(why, at: now) { leftovers.append(leftover) }
        return leftovers
    }

    /// Takes back the message whose content has not left. Its group may be half answered, so the
    /// connection ends without QUIT once the message before it is decided.
    mutating func withdraw(_ why: String, at now: Int) -> Leftover? {
        isEnding = true
        guard let withdrawn = opening else { return nil }
        opening = nil
        isInData = isReady
        isReady = false
        if withdrawn.isRecorded { return .settle(withdrawn.settled(.lost(why), at: now)) }
        return .putBack(withdrawn.envelope.ticket, blamed: withdrawn.isAnswered || begun == 1)
    }
}
