import Broadcasting
import Disk
import Mail

/// `suppress ADDRESS`, `unsuppress ADDRESS`: who must not be mailed, and who may be again.
struct SuppressCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func suppress(_ text: String, list: String?, reason: String?) throws(Failure) -> ExitCode {
        var name: Name?
        if let list {
            guard let found = Name(list) else { throw Failure(.usage, "'\(list)' is not the name of a list") }
            name = found
        }
        let address = try append(
            text, list: name, reason: reason ?? "a person asked for it", isSuppressed: true)
        Console.result("\(address) is not mailed any more\(name.map { " through \($0)" } ?? "")")
        return .done
    }

    func unsuppress(_ text: String) throws(Failure) -> ExitCode {
        let address = try append(text, list: nil, reason: "a person asked for it", isSuppressed: false)
        Console.result("\(address) may be mailed again")
        return .done
    }

    private func append(
        _ text: String, list: Name?, reason: String, isSuppressed: Bool
    ) throws(Failure) -> EmailAddress {
        let address: EmailAddress
        do throws(AddressProblem) { address = try EmailAddress(text) } catch {
            throw Failure(.usage, "\(error)")
        }
        try workspace.prepareState()
        let entry = Suppressions.Entry(
            at: Clock.real.now(), address: address, list: list, reason: reason, isSuppressed: isSuppressed)
        do throws(SystemError) { try workspace.suppressions.append(entry) } catch {
            throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)")
        }
        return address
    }
}
