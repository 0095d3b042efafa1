import Foundation
import Testing

@testable import Disk

struct SystemErrorTests {
    @Test func `it names the call, the path and the reason`() {
        #expect(
            SystemError("write", "/a/b", code: ENOSPC).description
                == "cannot write '/a/b': No space left on device")
    }

    @Test(arguments: [
        (ENOSPC, "room"), (EDQUOT, "room"), (EFBIG, "room"), (EACCES, "denied"), (EPERM, "denied"),
        (EROFS, "denied"), (ENOENT, "missing"), (ENOTDIR, "missing"), (EMFILE, "passes"), (EIO, "nothing"),
    ])
    func `what kind of trouble it is decides what is done`(code: Int32, kind: String) {
        let error = SystemError("open", "/a", code: code)
        #expect(error.isOutOfRoom == (kind == "room"))
        #expect(error.isDenied == (kind == "denied"))
        #expect(error.isMissing == (kind == "missing"))
        #expect(error.passes == ["room", "passes"].contains(kind))
    }

    @Test func `a call that a signal interrupted is made again`() {
        var calls = 0
        let result = retrying {
            calls += 1
            guard calls == 3 else {
                errno = EINTR
                return -1
            }
            return 7
        }
        #expect((calls, result) == (3, 7))
    }
}
