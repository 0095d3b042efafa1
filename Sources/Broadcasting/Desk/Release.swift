import Mail

/// What has been said about a draft before it is decided on, by a person or by the clock; nothing, where it was only
/// just dropped.
public struct Release {
    /// A person let it go: what the guards say has been heard.
    var isApproved = false
    /// It was only just dropped: whatever was approved before, it is asked for anew.
    var isDropped = false
    /// A person moved it to `approved/`, by hand or by a command.
    var isMoved = false
    /// It does not wait: its time has come, or a person does not want to wait for it.
    var isDue = false
    /// Since when it has waited.
    var since: Timestamp?
    /// Under which name the schedule knows it.
    var scheduledAs: String?
    /// Reasons to hold it that a person let pass, wherever it lay then.
    var letPass: [String] = []
    /// Why a person has to look, whatever else is found.
    var doubt: String?
    /// Asked when all is ready and nothing is sent: whether nobody has called it back.
    var lastLook: () throws -> Void = {}

    /// - Returns: the reasons to hold it that nobody has let pass; nil where there are none.
    func open(_ reasons: [Problem]) -> [String]? {
        guard !isApproved else { return nil }
        let heard = Set(letPass)
        let open = [doubt].compactMap(\.self) + reasons.filter { !heard.contains($0.message) }.map(\.inPlace)
        return open.isEmpty ? nil : open
    }
}

extension Problem {
    /// As a reason to hold a draft.
    var inPlace: String { "\(place): \(message)" }
}

/// What was sent, and what waits: what a draft is compared with.
struct Memory {
    var history: BroadcastHistory
    var schedule: Schedule?
    var release = Release()
}
