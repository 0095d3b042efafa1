import CSystem
import Glibc

/// One open file, closed when it goes out of scope.
public struct File: ~Copyable, Sendable {
    public let descriptor: Int32
    public let path: String

    /// - Parameter flags: as open(2); `O_CLOEXEC` is always added.
    public init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(SystemError) {
        let opened = Int32(retrying { Int(lr_open(path, flags, mode)) })
        guard opened >= 0 else { throw SystemError(flags & O_CREAT != 0 ? "create" : "open", path) }
        descriptor = opened
        self.path = path
    }

    deinit { _ = close(descriptor) }

    /// Writes all of it, at the file's position (or its end, with `O_APPEND`).
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let written = retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
            guard written > 0 else { throw SystemError("write", path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    public func write(_ bytes: [UInt8], from start: Int = 0) throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { buffer in
            let part = UnsafeRawBufferPointer(rebasing: buffer[start...])
            do throws(SystemError) { try write(part) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Reads up to `buffer.count` octets from `offset`; fewer only at the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = retrying {
                pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
            }
            guard count >= 0 else { throw SystemError("read", path) }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// `count` octets from `offset`; fewer only at the end of the file.
    public func octets(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var failure: SystemError?
        let read = bytes.withUnsafeMutableBytes { buffer in
            do throws(SystemError) { return try self.read(into: buffer, at: offset) } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        bytes.removeLast(count - read)
        return bytes
    }

    /// Data and what is needed to find it again are on disk.
    public func synchronizeData() throws(SystemError) {
        guard retrying({ Int(fdatasync(descriptor)) }) == 0 else { throw SystemError("sync", path) }
    }

    public func synchronize() throws(SystemError) {
        guard retrying({ Int(fsync(descriptor)) }) == 0 else { throw SystemError("sync", path) }
    }

    public func truncate(to size: Int) throws(SystemError) {
        guard retrying({ Int(ftruncate(descriptor, off_t(size))) }) == 0 else {
            throw SystemError("truncate", path)
        }
    }

    /// Lets the disk begin with octets that were written, and does not wait. A wish: only a sync says that they are
    /// there, and whether that failed (sync_file_range(2)).
    func startWriting(_ octets: Int, at offset: Int) {
        lr_start_writing(descriptor, off_t(offset), off_t(octets))
    }

    /// Where less is free, nothing is reserved: others need it.
    private static let scarce: UInt64 = 256 << 20

    /// Room on disk behind the end, where the file system has plenty; the file's length stays.
    func reserve(_ octets: Int, behind offset: Int) {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0,
            UInt64(status.f_bavail) * UInt64(status.f_frsize) > File.scarce + UInt64(octets)
        else { return }
        _ = lr_reserve(descriptor, off_t(offset), off_t(octets))
    }

    public func size() throws(SystemError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("stat", path) }
        return Int(status.st_size)
    }

    /// When it was made, which nobody can set and a copy does not keep; nanoseconds since 1970. Nil where the
    /// file system does not tell.
    public func born() -> Int64? {
        let born = lr_born(descriptor)
        return born < 0 ? nil : born
    }

    /// The whole content of a regular file of at most `limit` octets.
    /// - Throws: `EFBIG` where it is larger, `EINVAL` where it is not a regular file.
    public static func contents(of path: String, limit: Int = 64 << 20) throws(SystemError) -> [UInt8] {
        let file = try File(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else { throw SystemError("stat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError("read", path, code: EINVAL) }
        guard status.st_size <= limit else { throw SystemError("read", path, code: EFBIG) }
        return try file.octets(Int(status.st_size), at: 0)
    }
}
