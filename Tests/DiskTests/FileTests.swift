import Foundation
import TestSupport
import Testing

@testable import Disk

struct FileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `all is written, and read back from anywhere`() throws {
        let file = try File(folder("a"), O_RDWR | O_CREAT)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        try file.write(bytes)
        #expect(try file.size() == bytes.count)
        var part = [UInt8](repeating: 0, count: 1_000)
        let count = try part.withUnsafeMutableBytes { try file.read(into: $0, at: 299_500) }
        #expect(count == 500)
        #expect(Array(part[..<500]) == Array(bytes[299_500...]))
        try file.truncate(to: 3)
        #expect(try File.contents(of: folder("a")) == [0, 1, 2])
    }

    @Test func `it is closed with its last use, and never handed to a child`() throws {
        let descriptor: Int32
        do {
            let file = try File(folder("a"), O_RDWR | O_CREAT)
            descriptor = file.descriptor
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            try file.synchronize()
        }
        // Another test's thread may have the number by now, but not for this file.
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        #expect(target != folder("a"))
    }

    @Test func `a file that is not there, not regular or too big says so`() throws {
        try folder.makeFolder("folder")
        try folder.write("four", to: "four")
        try #require(mkfifo(folder("pipe"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder("link"), withDestinationPath: folder("four"))
        let expected: [(String, Int32)] = [
            ("none", ENOENT), ("folder", EINVAL), ("pipe", EINVAL), ("link", ELOOP), ("four", EFBIG),
        ]
        for (name, code) in expected {
            let error = #expect(throws: SystemError.self) { try File.contents(of: folder(name), limit: 3) }
            #expect(error?.code == code, "\(name)")
            #expect(error?.path == folder(name))
        }
        #expect(try File.contents(of: folder("four"), limit: 4) == Array("four".utf8))
    }

    @Test func `a write that is refused is an error`() throws {
        let file = try File("/dev/full", O_WRONLY)
        let error = #expect(throws: SystemError.self) { try file.write([1]) }
        #expect(error?.isOutOfRoom == true)
        try file.write([])
    }
}
