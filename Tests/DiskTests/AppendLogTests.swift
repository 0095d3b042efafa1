import Foundation
import TestSupport
import Testing

@testable import Disk

/// The promise rests on this file: a commit is on disk whole, or not in the file at all.
struct AppendLogTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func text(_ text: String) -> (inout [UInt8]) -> Void { { $0.append(contentsOf: text.utf8) } }

    @Test func `what was appended is there after a commit, and not before`() throws {
        let log = try AppendLog(folder("log"))
        log.append(text("one\n"))
        log.append(text("two\n"))
        #expect(log.hasPending)
        #expect(try folder.read("log") == "")
        #expect(log.commit() == .done)
        #expect(try folder.read("log") == "one\ntwo\n")
        #expect(!log.hasPending)
        #expect(log.length == 8)
    }

    @Test func `it goes on behind what is there, and only its owner may read it`() throws {
        try folder.write("old\n", to: "log")
        let log = try AppendLog(folder("log"))
        log.append(text("new\n"))
        #expect(log.commit() == .done)
        #expect(try folder.read("log") == "old\nnew\n")
        _ = try AppendLog(folder("fresh"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder("fresh"))[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test func `room that is reserved changes nothing of the file, and is given back`() throws {
        let log = try AppendLog(folder("log"))
        log.append(text("one\n"))
        #expect(log.commit() == .done)
        log.reserve(1 << 20)
        #expect(try folder.read("log") == "one\n")
        log.append(text("two\n"))
        #expect(log.commit() == .done)
        log.giveBackRoom()
        log.append(text("three\n"))
        log.giveBackRoom()
        #expect(log.commit() == .done)
        #expect(try folder.read("log") == "one\ntwo\nthree\n")
        log.giveBackRoom()
        var status = stat()
        #expect(stat(folder("log"), &status) == 0)
        #expect(status.st_size == 14 && status.st_blocks * 512 < 1 << 18)
    }

    @Test func `a commit that has begun is no commit, and takes what comes after it along`() throws {
        let log = try AppendLog(folder("log"))
        log.begin()
        log.append(text("one\n"))
        log.begin()
        log.begin()
        #expect(try folder.read("log") == "one\n")
        #expect(log.hasPending && log.length == 0)
        log.append(text("two\n"))
        #expect(log.commit() == .done)
        #expect(!log.hasPending && log.length == 8)
        log.append(text("three\n"))
        log.begin()
        #expect(log.commit() == .done)
        #expect(try folder.read("log") == "one\ntwo\nthree\n")
    }

    @Test(.enabled(if: SmallDisk.isPossible, "root may mount a small disk"))
    func `a beginning that fails leaves nothing, and the commit says why`() throws {
        let disk = try SmallDisk(kilobytes: 64)
        let path = disk.path + "/log"
        let log = try AppendLog(path)
        log.append(text("one\n"))
        #expect(log.commit() == .done)
        log.append(text("two\n"))
        log.begin()
        log.append(text(String(repeating: "x", count: 80_000) + "\n"))
        log.begin()
        #expect(fileOctets(path)?.count == 4)
        guard case .postponed(let error) = log.commit() else {
            Issue.record("it was written")
            return
        }
        #expect(error.code == ENOSPC)
        #expect(fileOctets(path)?.count == 4)
    }

    @Test func `no symbolic link is followed`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder("log"), withDestinationPath: folder("else"))
        let error = #expect(throws: SystemError.self) { try AppendLog(folder("log")) }
        #expect(error?.code == ELOOP)
    }

    /// A pipe can be written to, and neither synced nor cut.
    @Test func `what cannot be synced breaks the log for good`() throws {
        try #require(mkfifo(folder("pipe"), 0o600) == 0)
        let log = try AppendLog(folder("pipe"))
        log.append(text("one\n"))
        guard case .broken(let error) = log.commit() else {
            Issue.record("it was synced")
            return
        }
        #expect(error == SystemError("sync", folder("pipe"), code: EINVAL))
        log.append(text("two\n"))
        #expect(log.commit() == .broken(error))
    }

    /// `/dev/full` refuses every write, and cannot be cut either: its length is not known any more.
    @Test func `a write that can be neither made nor undone breaks the log for good`() throws {
        let log = try AppendLog("/dev/full")
        log.append(text("one\n"))
        guard case .broken = log.commit() else {
            Issue.record("it was written")
            return
        }
        #expect(log.hasPending)
    }

    /// In a process of its own, since the limit is the whole process's.
    @Test func `a write that fails half way is undone, kept, and made when there is room`() async throws {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            signal(SIGXFSZ, SIG_IGN)
            func limit(_ octets: UInt) {
                var limits = rlimit(rlim_cur: rlim_t(octets), rlim_max: .max)
                guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0 else { exit(2) }
            }
            let log = try AppendLog(folder("log"))
            log.append { $0.append(contentsOf: "first\n".utf8) }
            guard log.commit() == .done else { exit(3) }
            limit(10)
            log.append { $0.append(contentsOf: "second, too long\n".utf8) }
            guard case .postponed(let error) = log.commit(), error.isOutOfRoom else { exit(4) }
            guard try folder.read("log") == "first\n", log.hasPending else { exit(5) }
            limit(1_000)
            guard log.commit() == .done else { exit(6) }
            guard try folder.read("log") == "first\nsecond, too long\n" else { exit(7) }
        }
    }
}
