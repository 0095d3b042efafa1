import Broadcasting
import Disk

/// What is to be delivered, and when it may be.
extension Daemon {
    /// What earlier daemons left unfinished; where that cannot be seen, it is tried again.
    func takeUpUnfinished() {
        do throws(SystemError) {
            let unfinished = try desk.unfinished()
            for folder in unfinished where !ledger.outstanding.contains(folder.id) {
                ledger.outstanding.insert(folder.id)
                if let why = caution.reason(toKeep: folder) {
                    keepBack(folder, why)
                } else {
                    caution.take(folder)
                }
            }
            caution.tookUp(unfinished)
            hasTakenUp = true
            status.settle("unfinished")
        } catch { note("what was being sent is not taken up yet: \(error)", about: "unfinished") }
        tendCaution()
    }

    /// An accepted broadcast.
    func takeUp(_ folder: BroadcastFolder) {
        ledger.outstanding.insert(folder.id)
        caution.take(folder)
    }

    /// Those for which a person has asked for another try.
    func takeUpReopened() {
        guard hasTakenUp else { return }
        for folder in desk.reopened() {
            if let why = caution.reason(toKeepReopened: folder) {
                ledger.outstanding.insert(folder.id)
                keepBack(folder, why)
            } else {
                takeUp(folder)
            }
        }
    }

    private func keepBack(_ folder: BroadcastFolder, _ why: String) {
        ledger.stuck.insert(folder.id)
        note("\(folder.id): paused: \(why)", about: folder.id)
    }

    /// Hands over what may leave by now.
    func tendCaution() {
        do throws(SystemError) {
            for folder in try caution.tend(at: Clock.real.monotonic()) {
                ledger.stuck.remove(folder.id)
                status.settle(folder.id)
                delivering.deliver(folder)
            }
            ledger.cannotBegin = false
            status.settle("epoch")
            if let trouble = caution.trouble { note(trouble, about: "epoch") }
        } catch {
            ledger.cannotBegin = caution.isWaiting && !error.passes
            let what =
                caution.isWaiting
                ? "what is new is not sent yet" : "how far broadcasts are is not written down yet"
            note("\(what): \(error)", about: "epoch")
        }
    }
}
