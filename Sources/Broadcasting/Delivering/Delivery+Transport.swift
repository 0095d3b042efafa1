import Mail

extension Delivery {
    /// The next message, its recipients taken out of the queue; nil while nothing is due.
    /// - Throws: `SystemError` or `DamagedRecord` where the frozen recipients cannot be read.
    func next(slot: Int, through relay: String, atMost limit: Int) throws -> Envelope? {
        guard let (index, first) = try take(through: relay) else { return nil }
        let address = first.address
        var envelope = Envelope(
            sender: returnPath.address(of: address, at: index),
            recipients: [.init(ticket: Ticket(broadcast: slot, recipient: index), address: address)],
            size: record.largestMessage, needsSMTPUTF8: address.needsSMTPUTF8 && !record.isShared)
        guard record.isShared, limit > 1, !address.needsSMTPUTF8 else { return envelope }
        do {
            while envelope.recipients.count < limit, let (index, more) = try take(through: relay) {
                let address = more.address
                guard more.recipient.list == first.recipient.list, !address.needsSMTPUTF8 else {
                    putBack(index)
                    break
                }
                let ticket = Ticket(broadcast: slot, recipient: index)
                envelope.recipients.append(.init(ticket: ticket, address: address))
            }
        } catch {
            for taken in envelope.recipients { putBack(taken.ticket.recipient) }
            throw error
        }
        return envelope
    }

    /// The next recipient, taken out of the queue; nil while nobody is due.
    private func take(through relay: String) throws -> (index: Int, InFlight)? {
        guard paused == nil, !isEnding, let index = owed.next(standing, at: world.clock.monotonic()) else {
            return nil
        }
        let recipient: Recipient
        do {
            recipient = try self.recipient(at: index)
            guard record.hasForm(of: recipient.list) else {
                throw DamagedRecord("\(folder.recordPath): it has no message for list '\(recipient.list)'")
            }
        } catch {
            owed.atOnce(index)
            throw error
        }
        let flight = InFlight(
            recipient: recipient, attempt: Int(standing.attempts[index]) + 1, relay: relay)
        inFlight[index] = flight
        return (index, flight)
    }

    func putBack(_ index: Int) {
        inFlight[index] = nil
        owed.atOnce(index)
    }

    func attempting(_ index: Int) {
        guard let flight = inFlight[index] else { return }
        let isUnknown = standing.unsettled[index]?.maybeDelivered ?? false
        note(.attempting, index, flight.address, attempt: flight.attempt) {
            $0.relay = flight.relay
            $0.maybeDuplicate = isUnknown
        }
    }

    func write(_ index: Int, into buffer: inout [UInt8]) {
        guard let flight = inFlight[index] else { return }
        record.write(to: flight.recipient, messageIDs, attachments: attachments, into: &buffer)
    }

    /// Records what became of a message, and when it is tried again.
    func settle(_ index: Int, _ outcome: Outcome, milliseconds: Int) {
        guard let flight = inFlight.removeValue(forKey: index) else { return }
        switch outcome {
        case .accepted(let reply):
            brake.accepted()
            note(.accepted, index, flight.address, attempt: flight.attempt) {
                $0.spoke(reply, flight.relay, milliseconds)
            }
        case .refused(let reply, let verdict):
            refused(index, flight, reply, verdict, milliseconds)
        case .lost(let why):
            let delay = world.schedule.delayAfterLoss(attempts: flight.attempt, random: world.random())
            deferRecipient(index, flight, delay: delay) {
                $0.relay = flight.relay
                $0.reason = why
            }
        case .unconfirmed(let why):
            unconfirmed(index, flight, why)
        }
    }

    private func refused(
        _ index: Int, _ flight: InFlight, _ reply: Reply, _ verdict: Verdict, _ milliseconds: Int
    ) {
        let speak = { (event: inout DeliveryEvent) in event.spoke(reply, flight.relay, milliseconds) }
        if verdict.scope == .recipient, verdict.isPermanent {
            note(.rejected, index, flight.address, attempt: flight.attempt, speak)
            if let why = brake.rejected(reply), !standing.isComplete { pause(why) }
            return
        }
        deferRecipient(index, flight, delay: delay(verdict, attempt: flight.attempt), speak)
        if verdict.scope == .message {
            pause("the relay refuses the message itself, whoever gets it: \(reply)")
        }
    }

    private func delay(_ verdict: Verdict, attempt: Int) -> Int {
        let schedule = world.schedule
        switch verdict.scope {
        case .recipient, .message: return schedule.delay(afterAttempts: attempt, random: world.random())
        case .connection: return schedule.delayAfterLoss(attempts: attempt, random: world.random())
        case .throttled, .quota, .account: break
        }
        // The relay's own pause holds the message back, or another relay takes it.
        if world.hasOtherRelay { return schedule.delayAfterLoss(attempts: 1, random: world.random()) }
        let delay = schedule.delay(afterAttempts: 1, random: world.random())
        return verdict.scope == .throttled ? min(60_000, delay) : delay
    }

    private func deferRecipient(
        _ index: Int, _ flight: InFlight, delay: Int, _ details: (inout DeliveryEvent) -> Void
    ) {
        note(.deferred, index, flight.address, attempt: flight.attempt) { event in
            details(&event)
            event.next = event.at.adding(milliseconds: Int64(delay))
        }
        owed.later(index, due: world.clock.monotonic() + Int64(delay))
    }

    /// Three in a row for one recipient: somebody has to look whether they get copies (RFC 1047).
    private func unconfirmed(_ index: Int, _ flight: InFlight, _ why: String) {
        note(.unconfirmed, index, flight.address, attempt: flight.attempt) {
            $0.relay = flight.relay
            $0.reason = why
        }
        owed.atOnce(index)
        guard standing.unsettled[index]?.unconfirmed ?? 0 >= Delivery.unconfirmedLimit else { return }
        pause(
            "the relay took the message for \(flight.address) three times and never answered (\(why)); "
                + "see whether it has arrived")
    }
}

extension BroadcastRecord {
    /// Appends a recipient's message, as it goes over the wire.
    /// - Parameter attachments: nil: the record's own.
    func write(
        to recipient: Recipient, _ messageIDs: MessageIDs, attachments: [UInt8]? = nil,
        into buffer: inout [UInt8]
    ) {
        let attachments = attachments ?? attached?.wire ?? []
        let form = form(of: recipient.list)
        guard isShared, let mailbox = mailbox(of: recipient.list) else {
            form?.write(
                to: recipient.mailbox, messageID: messageIDs.of(recipient.address),
                ancestors: messageIDs.ofAncestors(recipient.address, list: recipient.list),
                values: recipient.values(fields), attachments: attachments, into: &buffer)
            return
        }
        form?.write(
            to: mailbox, messageID: messageIDs.of(mailbox.address),
            ancestors: messageIDs.ofAncestors(mailbox.address, list: recipient.list), values: [],
            attachments: attachments, into: &buffer)
    }
}

extension DeliveryEvent {
    fileprivate mutating func spoke(_ reply: Reply, _ relay: String, _ milliseconds: Int) {
        self.reply = reply
        self.relay = relay
        self.milliseconds = milliseconds
    }
}
