import Mail

/// `retry`: a person wants those who were rejected or expired to be tried again.
extension Delivery {
    /// When what is undelivered expires; after another try was asked for, `giveUpAfter` counts from then.
    static func end(_ record: BroadcastRecord, _ standing: Standing, _ settings: RetrySettings) -> Timestamp {
        guard let reopenedAt = standing.reopenedAt else { return record.deadline }
        let giveUpAt = reopenedAt.adding(milliseconds: Int64(settings.giveUpAfter))
        return record.expires.map { min($0, giveUpAt) } ?? giveUpAt
    }

    /// The mark asks for it, and it has not been done.
    var shouldReopen: Bool { !isReopening && folder.isRetryAsked }

    /// Owes them a message again; whoever was suppressed meanwhile, or is gone by a person's cancellation, stays.
    func reopen(_ suppressed: Suppressed) {
        isReopening = true
        guard !folder.isCancelled else { return }
        isEnding = false
        for index in standing.states.indices where [.rejected, .expired].contains(standing.states[index]) {
            guard let recipient = try? recipient(at: index),
                suppressed.entry(for: recipient.address, on: recipient.list) == nil
            else { continue }
            note(.reopened, index, recipient.address, attempt: Int(standing.attempts[index]))
            owed.reopen(index, standing)
        }
        let wait =
            Delivery.end(record, standing, world.schedule.settings).milliseconds
            - world.clock.now().milliseconds
        deadline = world.clock.monotonic() + max(0, wait)
    }

    /// The log has it: the mark has done its work. Where it cannot be removed, it is tried again.
    /// - Returns: whether it was removed just now, and somebody is tried again.
    func settleReopening() -> Bool {
        guard isReopening, !log.hasPending, (try? folder.removeRetry()) != nil else { return false }
        isReopening = false
        return !standing.isComplete
    }
}
