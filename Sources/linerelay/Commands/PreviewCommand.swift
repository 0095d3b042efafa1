import Broadcasting
import Glibc
import Mail

/// `preview DRAFT`: how it will look, whom it will reach, what it weighs, how long it will take. Sends nothing, and
/// writes nothing but the files that are asked for.
struct PreviewCommand {
    /// What the command line asks for.
    struct Request: Equatable {
        var draft: String
        /// Whose message to show.
        var to: String?
        /// Where its HTML goes.
        var html: String?
        /// Where the whole message goes.
        var eml: String?
        /// The text alone.
        var textOnly = false
    }

    private let workspace: Workspace
    private let request: Request

    init(_ workspace: Workspace, _ request: Request) {
        self.workspace = workspace
        self.request = request
    }

    /// - Returns: 1 where it would be held.
    func run() throws(Failure) -> ExitCode {
        let wanted = try request.to.map { text throws(Failure) in try PreviewCommand.address(text) }
        let file = DraftFile(named: request.draft)
        let id = BroadcastID.make(at: Clock.real.now(), draftName: file.name) { _ in false }
        let rehearsal = try file.rehearsed(for: wanted, id: id, in: workspace)
        if let why = file.reasonToBeLeftAlone {
            Console.plain("\(Problem(.warning, path: file.shownAs, "would be left alone: \(why)"))")
        }
        // Reasons to hold it are among the facts, where those are shown.
        let isWhole = !request.textOnly && request.html != "-" && request.eml != "-"
        let remarks = isWhole ? rehearsal.warnings.map(\.description) : rehearsal.remarks
        remarks.forEach { Console.plain($0) }
        let recipient = try recipient(of: rehearsal, wanted)
        let message = rehearsal.message(to: recipient)
        let shown = ShownMessage(message)
        try write(message, shown, rehearsal, recipient)
        let isReady = rehearsal.standing?.isReady ?? rehearsal.reasonsToHold.isEmpty
        return isReady ? .done : .problems
    }

    private static func address(_ text: String) throws(Failure) -> EmailAddress {
        do throws(AddressProblem) { return try EmailAddress(text) } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    /// - Throws: 66 where the address is not on the lists.
    private func recipient(of rehearsal: Rehearsal, _ wanted: EmailAddress?) throws(Failure)
        -> Recipient
    {
        if let found = rehearsal.subscriber {
            if wanted != nil, let reason = found.suppressed {
                Console.plain("warning: \(found.address) is suppressed (\(reason)), and would not be mailed")
            }
            return found
        }
        guard let wanted else { return rehearsal.nobody }
        let lists = rehearsal.lists.filter { !$0.isExcept }.map(\.name.text).joined(separator: ", ")
        throw Failure(
            .noSuchFile,
            "\(wanted) would not get it: no such subscriber on \(lists), or not to be mailed there, or left out by 'Except'"
        )
    }

    private func write(
        _ message: [UInt8], _ shown: ShownMessage, _ rehearsal: Rehearsal, _ recipient: Recipient
    ) throws(Failure) {
        if request.html != nil, shown.html == nil {
            let template = rehearsal.plan.template(for: recipient.list)
            throw Failure(.noSuchFile, "the message has no HTML: there is no \(template).html.mustache")
        }
        // Files first: what is said behind them is true of all.
        let html = shown.html ?? ""
        for (file, octets) in [(request.html, Array(html.utf8)), (request.eml, message)] {
            guard let file, file != "-" else { continue }
            try NewFile(named: file).write(octets, in: workspace)
        }
        if request.html == "-" { return Console.result(html, lineEnd: "") }
        if request.eml == "-" { return Console.result(String(decoding: message, as: UTF8.self), lineEnd: "") }
        let text = PreviewText(rehearsal, recipient, octets: message.count, shown)
        Console.result(
            request.textOnly
                ? text.message
                : text.all(Pace(of: workspace.configuration.folders.broadcasts), workspace.zone))
    }
}
