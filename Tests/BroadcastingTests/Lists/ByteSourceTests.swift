import Broadcasting
import Foundation
import Testing

/// A list in memory, handed out in pieces of any size.
struct MemoryBytes: ByteSource {
    var bytes: [UInt8]
    /// The most that one read gives; like a pipe or a network file system, it may give less than asked.
    var piece = Int.max

    init(_ bytes: some Sequence<UInt8>, piece: Int = .max) {
        self.bytes = Array(bytes)
        self.piece = piece
    }

    init(_ text: String) { self.init(text.utf8) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ReadFailure) -> Int {
        guard offset < bytes.count else { return 0 }
        let part = bytes[offset...].prefix(min(piece, buffer.count))
        buffer.copyBytes(from: part)
        return part.count
    }
}

/// A disk that fails from some place on.
struct FailingBytes: ByteSource {
    var good: MemoryBytes
    var code: Int32

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ReadFailure) -> Int {
        if offset >= good.bytes.count { throw ReadFailure(code: code) }
        return try good.read(into: buffer, at: offset)
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct ListRandom: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Bytes of which most mean something to a reader of lists.
    mutating func bytes(_ count: Int, from alphabet: [UInt8]) -> [UInt8] {
        (0..<count).map { _ in alphabet.randomElement(using: &self) ?? 0 }
    }
}

struct ByteSourceTests {
    @Test func `a file is read from any offset, up to its end`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "bytes-\(UUID().uuidString)")
        try Data("0123456789".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        let source = FileBytes(descriptor: handle.fileDescriptor)
        var buffer = [UInt8](repeating: 0, count: 4)
        for (offset, expected) in [(0, "0123"), (8, "89"), (10, ""), (99, "")] {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0, at: offset) }
            #expect(String(bytes: buffer[..<count], encoding: .utf8) == expected)
        }
    }

    @Test func `a failure to read is told in the system's words`() {
        let source = FileBytes(descriptor: -1)
        #expect(throws: ReadFailure(code: EBADF)) {
            try withUnsafeTemporaryAllocation(byteCount: 4, alignment: 1) { try source.read(into: $0, at: 0) }
        }
        #expect(ReadFailure(code: EBADF).description == "Bad file descriptor")
    }
}
