import Broadcasting
import Disk
import Glibc
import Mail

/// `import google-groups EXPORT --list NAME`: a list of ours from a member export of Google Groups.
struct ImportCommand {
    /// What becomes of addresses that bounced there.
    enum Bouncing: String, CaseIterable { case suppress, mail }

    struct Request: Equatable {
        var export: String
        var list: String
        /// Nil: a person is asked.
        var bouncing: Bouncing?
    }

    private let workspace: Workspace
    private let request: Request

    init(_ workspace: Workspace, _ request: Request) {
        self.workspace = workspace
        self.request = request
    }

    func run() throws(Failure) -> ExitCode {
        guard let name = Name(request.list) else {
            throw Failure(.usage, "'\(request.list)' is no name of a list: a-z, 0-9 and '-', at most 64")
        }
        try mustBeFree(name)
        let export = try read()
        for problem in export.problems { Console.plain("\(problem)") }
        guard !export.members.isEmpty else {
            throw Failure(.badInput, "\(request.export): there is no member in it, so no list is made")
        }
        let suppressed = try settleBouncing(export.bouncing)
        try write(export, name)
        tell(export, name, suppressed: suppressed)
        return export.problems.contains { $0.severity == .error } ? .problems : .done
    }

    private func mustBeFree(_ name: Name) throws(Failure) {
        for kind in ListKind.allCases {
            let path = "\(workspace.configuration.folders.lists)/\(name).\(kind.rawValue)"
            guard Folder.exists(path) else { continue }
            let shown = workspace.configuration.folders.shown(path)
            throw Failure(
                .cannotCreate, "\(shown) is there already, and is not overwritten: choose another name")
        }
    }

    private func read() throws(Failure) -> GoogleExport {
        let path = Workspace.absolute(request.export)
        let file: File
        do throws(SystemError) { file = try File(path, O_RDONLY | O_NONBLOCK) } catch {
            throw Failure(
                error.isMissing ? .noSuchFile : error.isDenied ? .permission : .badInput, "\(error)")
        }
        let lists = (try? ListFolder(at: workspace.configuration.folders.lists).names) ?? []
        let own = workspace.configuration.ownAddresses(lists)
        do throws(NotAList) {
            return try GoogleExport(
                FileBytes(descriptor: file.descriptor), path: request.export, own: own)
        } catch { throw Failure(.badInput, "\(error)") }
    }

    /// - Returns: whether they are suppressed.
    /// - Throws: where nobody can be asked and nothing was said; or the suppressions cannot be written.
    private func settleBouncing(_ bouncing: [EmailAddress]) throws(Failure) -> Bool {
        guard !bouncing.isEmpty else { return false }
        guard let answer = request.bouncing ?? ask(bouncing) else {
            throw Failure(
                .usage,
                "\(Counted(bouncing.count, "address", plural: "addresses")) bounced in the Google group: say "
                    + "'--bouncing suppress' (not mailed until 'unsuppress') or '--bouncing mail'")
        }
        guard answer == .suppress else { return false }
        try workspace.prepareState()
        let now = Clock.real.now()
        let entries = bouncing.map {
            Suppressions.Entry(at: now, address: $0, list: nil, reason: "bounced in the Google group")
        }
        do throws(SystemError) { try workspace.suppressions.append(entries) } catch { throw Failure(error) }
        return true
    }

    /// Nil where there is no terminal to ask at, or no answer.
    private func ask(_ bouncing: [EmailAddress]) -> Bouncing? {
        guard isatty(0) == 1, isatty(2) == 1 else { return nil }
        for address in bouncing.prefix(10) { Console.plain("  \(address)") }
        if bouncing.count > 10 { Console.plain("  … and \(bouncing.count - 10) more") }
        Console.plain("These bounced in the Google group. Suppress them, so that nobody mails them? [Y/n]")
        switch readLine()?.lowercased() {
        case "", "y", "yes": return .suppress
        case "n", "no": return .mail
        default: return nil
        }
    }

    /// Whole or not at all, and over nothing.
    private func write(_ export: GoogleExport, _ name: Name) throws(Failure) {
        let lists = workspace.configuration.folders.lists
        let unfinished = "\(lists)/.\(name).csv.part"
        do throws(SystemError) {
            try Folder.make(lists)
            try AtomicFile.write(export.list, to: unfinished)
            if try Folder.renameUnlessTaken(unfinished, to: "\(lists)/\(name).csv") {
                return try Folder.synchronize(lists)
            }
        } catch { throw Failure(error) }
        try? Folder.remove(unfinished)
        throw Failure(.cannotCreate, "lists/\(name).csv is there already, and is not overwritten")
    }

    private func tell(_ export: GoogleExport, _ name: Name, suppressed: Bool) {
        let path = workspace.configuration.folders.shown(workspace.configuration.folders.lists)
        let counts = GoogleExport.Delivery.allCases.map { delivery in
            "\(export.members.count { $0.delivery == delivery }) \(delivery.rawValue)"
        }
        Console.result(
            "\(path)/\(name).csv: \(Counted(export.members.count, "subscriber")) (\(counts.joined(separator: ", ")))"
        )
        if !export.bouncing.isEmpty {
            let word = suppressed ? "suppressed" : "mailed like the others"
            Console.result("\(export.bouncing.count) bounced in the Google group: \(word)")
        }
        let errors = export.problems.count { $0.severity == .error }
        for (count, what) in [
            (export.strangers, "left out: not members (invited, waiting or banned)"),
            (export.repeated, "left out: the address was there before"),
            (errors, "left out: bad lines, named above"),
        ] where count > 0 { Console.result("\(count) \(what)") }
    }
}
