import Glibc
import Testing

@testable import Disk

struct SystemErrorTests {
    @Test(arguments: [EMFILE, ENFILE, ENOMEM, ENOSPC, EIO, EINTR])
    func `what the system is short of says nothing of the file`(code: Int32) {
        #expect(SystemError("open", "x", code: code).saysNothing)
    }

    @Test(arguments: [ENOENT, EACCES, EISDIR, ELOOP, ENOTDIR])
    func `what is wrong with the file is wrong at the next look as well`(code: Int32) {
        #expect(!SystemError("open", "x", code: code).saysNothing)
    }

    @Test func `it says which call, on what, and why`() {
        #expect("\(SystemError("open", "/a", code: EMFILE))" == "cannot open '/a': Too many open files")
    }
}
