import Disk
import CSystem
import Glibc

/// An open folder: names, files and their states, always relative to it, links never followed.
struct FolderAccess: ~Copyable {
    let descriptor: Int32
    /// Of the folder itself, whatever its path says later.
    let identity: FileIdentity

    /// - Parameter followingLinks: the folder itself may be a symbolic link.
    /// - Throws: the error number.
    init(path: String, followingLinks: Bool = true) throws(SystemError) {
        descriptor = lr_open(path, O_RDONLY | O_DIRECTORY | (followingLinks ? 0 : O_NOFOLLOW), 0)
        guard descriptor >= 0 else { throw SystemError("read", "the drafts folder") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let problem = SystemError("read", "the drafts folder")
            close(descriptor)
            throw problem
        }
        identity = FileIdentity(status)
    }

    deinit { close(descriptor) }

    /// All names but `.` and `..`, in no order.
    func names() throws(SystemError) -> [[UInt8]] {
        let copy = lr_openat(descriptor, ".", O_RDONLY | O_DIRECTORY, 0)
        guard copy >= 0 else { throw SystemError("read", "the drafts folder") }
        guard let stream = fdopendir(copy) else {
            let problem = SystemError("read", "the drafts folder")
            close(copy)
            throw problem
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
        if errno != 0 { throw SystemError("read", "the drafts folder") }
        return names
    }

    /// Nil where there is no such name.
    func status(of name: [UInt8]) -> FileStatus? {
        var status = stat()
        let result = Self.withPath(name) { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        return result == 0 ? FileStatus(status) : nil
    }

    /// Opens without following a link, waiting for the other end of a pipe, or becoming anybody's terminal.
    func open(_ name: [UInt8]) throws(SystemError) -> OpenFile {
        let file = Self.withPath(name) {
            lr_openat(descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0)
        }
        guard file >= 0 else { throw SystemError("read", "the drafts folder") }
        return OpenFile(descriptor: file)
    }

    /// Whether other machines may write here, whose changes cause no events and whose open files no
    /// lease knows of.
    var isRemote: Bool {
        var system = statfs()
        guard fstatfs(descriptor, &system) == 0 else { return false }
        // NFS, SMB, SMB2, CIFS, FUSE, 9P, AFS, Ceph, VirtualBox, Coda; statfs(2).
        let remote: Set<UInt32> = [
            0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x6573_5546, 0x0102_1997, 0x5346_414F, 0x00C3_6400,
            0x786F_4256, 0x7375_7245,
        ]
        return remote.contains(UInt32(truncatingIfNeeded: system.f_type))
    }

    private static func withPath<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result
    {
        (name + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { path in
                // The terminating NUL is there, so the buffer has an address.
                path.baseAddress.map(body) ?? body("")
            }
        }
    }
}

/// What the system says of a file without opening it.
struct FileStatus: Equatable {
    var identity: FileIdentity
    var isRegular: Bool
    /// Names that the file has, here and elsewhere.
    var links: Int

    init(_ status: stat) {
        identity = FileIdentity(status)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        links = Int(clamping: status.st_nlink)
    }
}

extension FileIdentity {
    init(_ status: stat) {
        func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        }
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            modified: nanoseconds(status.st_mtim), changed: nanoseconds(status.st_ctim))
    }
}
