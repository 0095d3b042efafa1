import Broadcasting
import Disk
import Mail

/// `suppress ADDRESS`, `unsuppress ADDRESS`: who must not be mailed, and who may be again.
struct SuppressCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func suppress(_ text: String, list: String?, reason: String?) throws(Failure) -> ExitCode {
        let address = try address(text)
        var name: Name?
        if let list { name = try known(list) }
        // A file that is damaged keeps nobody from being suppressed.
        let before = (try? workspace.suppressions.load())?.entries(for: address) ?? []
        if reason == nil, let entry = before.first(where: { $0.list == nil || $0.list == name }) {
            Console.result("\(address) is not mailed already: \(entry.inWords)")
            return .done
        }
        try append(
            Suppressions.Entry(
                at: Clock.real.now(), address: address, list: name, reason: reason ?? "a person asked for it")
        )
        Console.result("\(address) is not mailed any more\(SuppressCommand.words(name))")
        return .done
    }

    /// Through one list, or through all.
    func unsuppress(_ text: String, list: String?, reason: String?) throws(Failure) -> ExitCode {
        let address = try address(text)
        var name: Name?
        if let list {
            name = Name(list)
            // One that is not there any more may be taken back all the same.
            guard name != nil else { throw Failure(.usage, "'\(list)' is not the name of a list") }
        }
        let suppressed: Suppressed
        do { suppressed = try workspace.suppressions.load() } catch { throw Failure(.badInput, "\(error)") }
        let before = suppressed.entries(for: address)
        let taken = before.filter { name == nil || $0.list == name }
        if taken.isEmpty {
            Console.result("\(address) was not suppressed\(SuppressCommand.words(name))")
        } else {
            try append(
                Suppressions.Entry(
                    at: Clock.real.now(), address: address, list: name,
                    reason: reason ?? "a person asked for it", isSuppressed: false))
        }
        guard name == nil || before.allSatisfy({ $0.list != nil }) else {
            Console.problem(
                "\(address) is suppressed on every list: 'linerelay unsuppress \(address)' takes that back")
            return .problems
        }
        if taken.isEmpty { return .done }
        Console.result("\(address) may be mailed again\(SuppressCommand.words(name))")
        for entry in taken { Console.result("  was \(entry.inWords)") }
        return .done
    }

    private static func words(_ list: Name?) -> String { list.map { " through \($0)" } ?? "" }

    private func address(_ text: String) throws(Failure) -> EmailAddress {
        do throws(AddressProblem) { return try EmailAddress(text) } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    /// A slip in the name would suppress nobody, and say that it had.
    private func known(_ text: String) throws(Failure) -> Name {
        guard let name = Name(text) else { throw Failure(.usage, "'\(text)' is not the name of a list") }
        let configuration = workspace.configuration
        guard let folder = try? ListFolder(at: configuration.folders.lists) else { return name }
        let names = folder.names + configuration.lists.keys
        if names.contains(name) { return name }
        let near = Suggestion.nearest(to: text, among: names.map(\.text).sorted())
        throw Failure(
            .noSuchFile, "there is no list '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
    }

    private func append(_ entry: Suppressions.Entry) throws(Failure) {
        try workspace.prepareState()
        do throws(SystemError) { try workspace.suppressions.append([entry]) } catch { throw Failure(error) }
    }
}
