import Broadcasting
import Disk
import Glibc
import Testing

@testable import linerelay

struct ExitCodeTests {
    @Test func `the codes are those of sysexits`() {
        let codes: [ExitCode] = [
            .done, .problems, .usage, .badInput, .noSuchFile, .relayUnavailable, .cannotCreate, .tryLater,
            .permission, .configuration,
        ]
        #expect(codes.map(\.rawValue) == [0, 1, 64, 65, 66, 69, 73, 75, 77, 78])
    }

    @Test(arguments: [(EACCES, ExitCode.permission), (EROFS, .permission), (ENOSPC, .cannotCreate)])
    func `what the system refuses has its code`(errno: Int32, code: ExitCode) {
        #expect(Failure(SystemError("create", "/x", code: errno)).code == code)
    }

    @Test func `a list of problems is a line each`() {
        let failure = Failure(.badInput, [Problem(path: "a", "one"), Problem(path: "b", "two")])
        #expect(failure.message == "a:1:1: error: one\nb:1:1: error: two")
        #expect(failure.isList)
    }
}
