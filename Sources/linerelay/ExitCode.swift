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

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
