import Glibc

/// The program: one command, one exit code.
@main
struct LineRelay {
    static func main() {
        Console.holdPlaces()
        do throws(Failure) {
            let invocation = try Invocation(Array(CommandLine.arguments.dropFirst()))
            let code = try perform(invocation)
            if let why = Console.loss { throw Failure(.cannotCreate, "standard output: \(why)") }
            exit(code.rawValue)
        } catch {
            if error.isList { Console.plain(error.message) } else { Console.problem(error.message) }
            exit(error.code.rawValue)
        }
    }

    private static func perform(_ invocation: Invocation) throws(Failure) -> ExitCode {
        switch invocation.command {
        case .help(let command):
            Console.result(command.flatMap(Help.about) ?? Help.text)
            return .done
        case .version:
            Console.result(Help.version)
            return .done
        case .initialise(let folder): return try InitCommand(folder).run()
        case .check(let files): return try CheckCommand(invocation.configurationPath).run(files)
        default: return try perform(invocation.command, in: try Workspace(invocation.configurationPath))
        }
    }

    private static func perform(_ command: Invocation.Command, in workspace: Workspace) throws(Failure)
        -> ExitCode
    {
        switch command {
        case .run(let once):
            let daemon = try Daemon(workspace, once: once)
            return daemon.run()
        case .preview(let request): return try PreviewCommand(workspace, request).run()
        case .test(let draft, let to): return try TestCommand(workspace).run(draft, to: to)
        case .status(let json, watch: false): return try StatusCommand(workspace).run(json: json)
        case .status(let json, watch: true): return try WatchCommand(workspace).run(json: json)
        case .report(let request): return try ReportCommand(workspace, request).run()
        case .lists(let name, let json): return try ListsCommand(workspace).run(name, json: json)
        case .approve(let name, let who, let override):
            return try HeldCommand(workspace).approve(name, by: who, override: override)
        case .reject(let name): return try HeldCommand(workspace).reject(name)
        case .pause(let id): return try BroadcastCommand(workspace).pause(id)
        case .resume(let id): return try BroadcastCommand(workspace).resume(id)
        case .cancel(let id): return try BroadcastCommand(workspace).cancel(id)
        case .retry(let id): return try RetryCommand(workspace).run(id)
        case .suppress(let address, let list, let reason):
            return try SuppressCommand(workspace).suppress(address, list: list, reason: reason)
        case .unsuppress(let address, let list, let reason):
            return try SuppressCommand(workspace).unsuppress(address, list: list, reason: reason)
        case .importList(let request): return try ImportCommand(workspace, request).run()
        case .doctor: return DoctorCommand(workspace).run()
        case .check, .initialise, .help, .version: return .done
        }
    }
}
