import Mail

extension Delivery {
    /// Stops handing over; what is in flight finishes. The reason stands in the folder, so that a restart
    /// does not forget it.
    func pause(_ reason: String) {
        guard paused == nil else { return }
        let reason = reason.prefix(500) + (reason.utf8.count > 500 ? " …" : "")
        paused = String(reason)
        isPauseWritten = folder.writePause(String(reason), at: world.clock.now())
    }

    /// Looks whether a person has said anything by a file in the broadcast's folder.
    func heedMarkers() {
        if folder.isCancelled { return end(.cancelled, folder.cancelReason) }
        if let paused, !isPauseWritten {
            isPauseWritten = folder.writePause(paused, at: world.clock.now())
            return
        }
        let reason = folder.pauseReason()
        if reason == nil, paused != nil {
            standing.forgive()
            brake.release()
        }
        paused = reason
        guard paused == nil, isLackingAttachments else { return }
        // Somebody has put them back, or has not.
        do { try loadAttachments() } catch { pause("\(error)") }
    }

    /// Ends what is undelivered once its time has passed.
    func heedDeadline() {
        guard world.clock.monotonic() >= deadline else { return }
        let wasLimited = record.expires.map { $0 <= record.giveUpAt } ?? false
        end(.expired, wasLimited ? "the lines are no longer valid" : "the relay did not take it in time")
    }

    /// Everybody who is owed and not in flight gets this final event.
    private func end(_ kind: DeliveryEvent.Kind, _ reason: String) {
        isEnding = true
        guard !standing.isComplete else { return }
        owed.clear()
        for index in standing.states.indices where !standing.states[index].isFinal && inFlight[index] == nil {
            guard let recipient = try? recipient(at: index) else { continue }
            let isUnknown = standing.unsettled[index]?.maybeDelivered ?? false
            note(kind, index, recipient.address, attempt: Int(standing.attempts[index])) {
                $0.reason = isUnknown ? reason + "; an earlier attempt may have arrived" : reason
            }
        }
    }
}
