import Broadcasting
import Disk
import Mail

/// `check [FILE…]`: a line a problem, nothing else, and nothing is sent.
struct CheckCommand {
    private let configurationPath: String

    init(_ given: String?) throws(Failure) { configurationPath = try Workspace.find(given) }

    /// Without files: the configuration, every list, every template, and the drafts that wait.
    func run(_ files: [String]) throws(Failure) -> ExitCode {
        let reading = try Workspace.read(configurationPath)
        var problems = reading.problems
        if let configuration = reading.configuration,
            let zone = TimeZoneRules(identifier: configuration.timezone)
        {
            let checking = Checking(configuration, zone: zone, clock: .real)
            if files.isEmpty {
                let lists = checking.lists()
                problems += lists.problems + checking.templates(columns: lists.columns)
                problems += drafts(configuration, checking)
            } else {
                for file in files { problems += try draft(file, checking) }
            }
        }
        for problem in problems { Console.result("\(problem)") }
        guard problems.contains(where: { $0.severity == .error }) else { return .done }
        return reading.configuration == nil ? .configuration : .problems
    }

    private func drafts(_ configuration: Configuration, _ checking: Checking) -> [Problem] {
        let folder = configuration.folders.drafts
        let names = (try? Folder.names(in: folder)) ?? []
        return names.flatMap { name -> [Problem] in
            switch DraftFileName.disposition(of: name) {
            case .ignored: return []
            case .rejected(let why): return [Problem(path: "drafts/\(name)", why)]
            case .draft:
                guard let bytes = try? File.contents(of: folder + "/" + name, limit: Draft.sizeLimit) else {
                    return []
                }
                return checking.draft(bytes, shownAs: "drafts/\(name)")
            }
        }
    }

    /// - Throws: `66` where there is no such file.
    private func draft(_ file: String, _ checking: Checking) throws(Failure) -> [Problem] {
        do throws(SystemError) {
            let bytes = try File.contents(of: Workspace.absolute(file), limit: Draft.sizeLimit)
            return checking.draft(bytes, shownAs: file)
        } catch {
            if error.isMissing { throw Failure(.noSuchFile, "\(error)") }
            if error.isOutOfRoom {
                return [Problem(path: file, "it is too big for a draft: the limit is 256 KiB")]
            }
            if error.isDenied { throw Failure(.permission, "\(error)") }
            return [Problem(path: file, "it is no plain file: \(error.reason)")]
        }
    }
}
