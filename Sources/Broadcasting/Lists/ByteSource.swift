import Glibc

/// Where the bytes of a list come from: a file, or memory in tests. Read twice, so by offset.
public protocol ByteSource {
    /// Fills at most `buffer.count` bytes from `offset` on; answers how many, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ReadFailure) -> Int
}

/// The system could not read; `code` is an errno.
public struct ReadFailure: Error, Equatable, CustomStringConvertible {
    public var code: Int32

    public init(code: Int32) { self.code = code }

    public var description: String { String(cString: strerror(code)) }
}

/// An open file, read with pread(2): two readers of one descriptor do not disturb each other.
public struct FileBytes: ByteSource {
    let descriptor: Int32

    public init(descriptor: Int32) { self.descriptor = descriptor }

    public func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(ReadFailure) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw ReadFailure(code: errno) }
        }
    }
}

/// What was read of a file in one go.
struct HeldBytes: ByteSource {
    let bytes: [UInt8]

    /// Nil where it cannot be read.
    init?(_ file: FileBytes, count: Int) {
        var whole = [UInt8](repeating: 0, count: count)
        let read = whole.withUnsafeMutableBytes { buffer in
            var filled = 0
            while filled < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                guard let more = try? file.read(into: rest, at: filled), more > 0 else { break }
                filled += more
            }
            return filled
        }
        guard read == count else { return nil }
        bytes = whole
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let part = bytes.dropFirst(offset).prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }
}

extension ByteSource {
    /// Reads into the buffer from its start. `path` is what a failure is said of.
    func read(into buffer: inout [UInt8], at offset: Int, of path: String) throws(NotAList) -> Int {
        let result = buffer.withUnsafeMutableBytes { bytes -> Result<Int, ReadFailure> in
            do throws(ReadFailure) {
                return .success(try read(into: bytes, at: offset))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let count): return count
        case .failure(let failure): throw NotAList(path: path, "cannot be read: \(failure)")
        }
    }
}
