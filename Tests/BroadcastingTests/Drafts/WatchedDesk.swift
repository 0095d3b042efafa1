import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A folder of its own, and a watcher that sees only the clock that the test gives it.
final class WatchedDesk {
    let path: String
    let folder: DraftFolder
    /// Milliseconds.
    var now: Int64 = 0
    /// Long before any file was written, unless a test is about age.
    var wall = Timestamp(milliseconds: 0)

    init(usesEvents: Bool = true, settleTime: Int = 1_000) throws {
        path = FileManager.default.temporaryDirectory.path + "/drafts-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        folder = DraftFolder(path: path, settleTime: settleTime, usesEvents: usesEvents)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func report(after milliseconds: Int64 = 0) -> FolderReport {
        now += milliseconds
        return spawning.withLock { folder.takeSettled(monotonic: now, wall: wall) }
    }

    /// `name=content` of each file handed out.
    func taken(after milliseconds: Int64 = 0) -> [String] {
        report(after: milliseconds).settled.map { file in
            guard case .bytes(let bytes) = file.content else { return "\(file.name):\(file.content)" }
            return file.name + "=" + (String(validating: bytes, as: UTF8.self) ?? "?")
        }
    }

    func write(_ name: String, _ text: String) throws {
        try writeFile(text, to: path + "/" + name)
    }

    func open(_ name: String, _ flags: Int32 = O_WRONLY | O_CREAT) throws -> FileHandle {
        let descriptor = Glibc.open(path + "/" + name, flags | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func move(_ old: String, _ new: String) throws {
        try #require(rename(path + "/" + old, path + "/" + new) == 0)
    }

    /// In whole milliseconds.
    func lastChange(of name: String) throws -> Timestamp {
        var status = stat()
        try #require(stat(path + "/" + name, &status) == 0)
        return Timestamp(
            milliseconds: Int64(status.st_ctim.tv_sec) * 1_000 + Int64(status.st_ctim.tv_nsec) / 1_000_000)
    }

    func delete(_ name: String) throws { try #require(unlink(path + "/" + name) == 0) }
}
