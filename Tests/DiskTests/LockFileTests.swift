import Foundation
import TestSupport
import Testing

@testable import Disk

struct LockFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The lock is tied to the open file, so that one process is enough to try it.
    @Test func `the second is refused and told who has it, until the first lets go`() throws {
        do {
            let first = try LockFile(folder("lock"))
            let refused = #expect(throws: LockFile.Taken.self) { _ = try LockFile(folder("lock")) }
            #expect(refused == .by(pid: Int(getpid())))
            #expect(LockFile.isHeld(folder("lock")))
            #expect(LockFile.holder(folder("lock")) == Int(getpid()))
            _ = consume first
        }
        #expect(!LockFile.isHeld(folder("lock")))
        #expect(Folder.exists(folder("lock")))
        _ = try LockFile(folder("lock"))
    }

    @Test func `who has patience gets it when the first lets go`() async throws {
        let path = folder("lock")
        let isTaken = Guarded(false)
        let holder = Task.detached {
            let first = try LockFile(path)
            isTaken.withLock { $0 = true }
            usleep(100_000)
            _ = consume first
        }
        while !isTaken.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
        _ = try LockFile(path, patience: 60_000)
        try await holder.value
    }

    @Test func `an old pid, or none, is no lock`() throws {
        try folder.write("999999999\nand more", to: "lock")
        #expect(!LockFile.isHeld(folder("lock")))
        _ = try LockFile(folder("lock"))
        #expect(try folder.read("lock") == "\(getpid())\n")
        #expect(!LockFile.isHeld(folder("none")))
        #expect(LockFile.holder(folder("none")) == nil)
    }

    @Test func `where no lock can be made, why is said`() throws {
        let failed = #expect(throws: LockFile.Taken.self) { _ = try LockFile(folder("none/lock")) }
        #expect(failed == .failed(SystemError("create", folder("none/lock"), code: ENOENT)))
    }
}
