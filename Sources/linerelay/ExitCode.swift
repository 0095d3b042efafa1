import Broadcasting
import Disk

/// What the program says to the shell when it ends (sysexits.h, and the contract).
enum ExitCode: Int32 {
    case done = 0
    /// Done, but with problems: some recipients rejected or expired, `check` found errors.
    case problems = 1
    case usage = 64
    case badInput = 65
    case noSuchFile = 66
    case relayUnavailable = 69
    case cannotCreate = 73
    case tryLater = 75
    case permission = 77
    case configuration = 78
}

/// Ends a command: what to say on standard error, and the code.
struct Failure: Error {
    var code: ExitCode
    var message: String
    /// Problems, a line each with its place; the program's name does not stand before them.
    var isList = false

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ code: ExitCode, _ problems: [Problem]) {
        self.init(code, problems.map(\.description).joined(separator: "\n"))
        isList = true
    }

    /// `73`, or `77` where the system says no.
    init(_ error: SystemError) { self.init(error.isDenied ? .permission : .cannotCreate, "\(error)") }
}
