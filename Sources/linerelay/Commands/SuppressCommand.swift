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
        try append(
            Suppressions.Entry(
                at: Clock.real.now(), address: address, list: name, reason: reason ?? "a person asked for it")
        )
        Console.result("\(address) is not mailed any more\(name.map { " through \($0)" } ?? "")")
        return .done
    }

    /// From every list.
    func unsuppress(_ text: String) throws(Failure) -> ExitCode {
        let address = try address(text)
        let suppressed: Suppressed
        do { suppressed = try workspace.suppressions.load() } catch { throw Failure(.badInput, "\(error)") }
        guard suppressed.contains(address) else {
            Console.result("\(address) was not suppressed")
            return .done
        }
        try append(
            Suppressions.Entry(
                at: Clock.real.now(), address: address, list: nil, reason: "a person asked for it",
                isSuppressed: false))
        Console.result("\(address) may be mailed again")
        return .done
    }

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
