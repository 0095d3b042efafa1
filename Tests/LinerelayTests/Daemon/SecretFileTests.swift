import Foundation
import TestSupport
import Testing

@testable import linerelay

struct SecretFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("one\n", to: "token")
    }

    private func expectQuiet(_ file: inout SecretFile, looks: Int = 2) {
        for _ in 0..<looks {
            let isDue = file.isDue()
            #expect(!isDue)
        }
    }

    private func expectDueOnce(_ file: inout SecretFile) {
        let looks = (0..<3).map { _ in file.isDue() }
        #expect(looks == [false, true, false])
    }

    @Test func `a file is due once for each change, at the look after the one that saw it`() throws {
        var file = SecretFile(folder("token"))
        expectQuiet(&file)
        for text in ["two\n", "three\n"] {
            try folder.write(text, to: "token")
            expectDueOnce(&file)
        }
    }

    @Test func `a file that is still being written is not due`() throws {
        var file = SecretFile(folder("token"))
        for length in 1...5 {
            try folder.write(String(repeating: "x", count: length), to: "token")
            expectQuiet(&file, looks: 1)
        }
        let isDue = file.isDue()
        #expect(isDue)
    }

    @Test func `a file that goes is due, and so is one that comes`() throws {
        var file = SecretFile(folder("token"))
        try FileManager.default.removeItem(atPath: folder("token"))
        expectDueOnce(&file)
        try folder.write("one\n", to: "token")
        expectDueOnce(&file)
    }

    @Test func `what a link leads to is looked at`() throws {
        try folder.write("two\n", to: "next")
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "token")
        var file = SecretFile(folder("link"))
        expectQuiet(&file)
        try FileManager.default.removeItem(atPath: folder("link"))
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "next")
        expectDueOnce(&file)
    }
}
