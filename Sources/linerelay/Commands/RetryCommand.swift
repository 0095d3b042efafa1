import Broadcasting
import Disk
import Mail

/// `retry ID`: another try for those of a broadcast who were rejected or expired.
struct RetryCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func run(_ id: String) throws(Failure) -> ExitCode {
        let folder = try BroadcastCommand(workspace).find(id)
        let missed = try missed(by: folder)
        if let why = missed.refusal(id) {
            Console.problem(why)
            return .problems
        }
        try BroadcastCommand(workspace).requireAttachments(of: folder)
        do throws(SystemError) { try folder.writeRetry(at: Clock.real.now()) } catch { throw Failure(error) }
        try OfflineDesk(workspace).settle(folder)
        Console.result("\(id): \(Retriable.people(missed.open)) tried again\(missed.suppressedWords)")
        return .done
    }

    private func missed(by folder: BroadcastFolder) throws(Failure) -> Retriable {
        do {
            let record = try folder.record()
            let recipients = try RecipientFile(folder.recipientsPath)
            let standing = try DeliveryLog.read(
                folder.logPath, recipients: record.recipients, repair: false, find: recipients.index
            ).standing
            let suppressed = try workspace.suppressions.load()
            var missed = Retriable(
                isCancelled: folder.isCancelled,
                hasExpired: record.expires.map { $0 <= Clock.real.now() } ?? false)
            for index in standing.states.indices where [.rejected, .expired].contains(standing.states[index])
            {
                let recipient = try recipients.recipient(at: index)
                let isSuppressed = suppressed.entry(for: recipient.address, on: recipient.list) != nil
                if isSuppressed { missed.suppressed += 1 } else { missed.open += 1 }
            }
            return missed
        } catch let error as SystemError { throw Failure(error) } catch {
            throw Failure(.badInput, "\(error)")
        }
    }
}

/// Who of a broadcast could be tried again.
private struct Retriable {
    var isCancelled: Bool
    var hasExpired: Bool
    /// Rejected or expired, and nothing against another try.
    var open = 0
    /// Rejected or expired, and suppressed now.
    var suppressed = 0

    /// Why there is nothing to do; nil where there is.
    func refusal(_ id: String) -> String? {
        if isCancelled { return "\(id): it was cancelled; drop the draft again to send it" }
        if hasExpired { return "\(id): its lines are no longer valid (Expires has passed)" }
        if open > 0 { return nil }
        if suppressed > 0 { return "\(id): nobody is tried again\(suppressedWords)" }
        return "\(id): nobody was rejected or expired"
    }

    var suppressedWords: String {
        guard suppressed > 0 else { return "" }
        return
            "; \(Retriable.people(suppressed)) suppressed now and left out ('linerelay unsuppress ADDRESS' lets one in)"
    }

    static func people(_ count: Int) -> String { count == 1 ? "1 recipient is" : "\(count) recipients are" }
}
