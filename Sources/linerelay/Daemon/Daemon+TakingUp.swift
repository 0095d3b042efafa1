import Broadcasting
import Disk

/// What is to be delivered, and when it may be.
extension Daemon {
    /// What earlier daemons left unfinished; where that cannot be seen, it is tried again.
    func takeUpUnfinished() {
        do throws(SystemError) {
            for folder in try desk.unfinished() where !ledger.outstanding.contains(folder.id) {
                ledger.outstanding.insert(folder.id)
                if let why = caution.reason(toKeep: folder) {
                    ledger.stuck.insert(folder.id)
                    note("\(folder.id): paused: \(why)")
                } else {
                    caution.take(folder)
                }
            }
            hasTakenUp = true
        } catch { note("what was being sent is not taken up yet: \(error)") }
        tendCaution()
    }

    /// Hands over what may leave by now.
    func tendCaution() {
        do throws(SystemError) {
            for folder in try caution.tend(at: Clock.real.monotonic()) {
                ledger.stuck.remove(folder.id)
                delivering.deliver(folder)
            }
        } catch { note("what is new is not sent yet: \(error)") }
    }
}
