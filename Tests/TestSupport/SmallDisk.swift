import Foundation

/// A tmpfs of a few hundred kilobytes, so that a disk can really be full. Needs root and leave to mount.
public final class SmallDisk {
    public let path: String
    private let folder: TemporaryFolder

    public init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("disk")
        path = folder("disk")
        let options = "size=\(kilobytes)k,mode=0700"
        guard SmallDisk.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]) else {
            throw TestFailure("cannot mount a tmpfs")
        }
    }

    deinit { _ = SmallDisk.run("umount", ["-l", path]) }

    /// Whether this process may mount at all: root in a container often may not.
    public static let isPossible = Repository.isRoot && (try? SmallDisk(kilobytes: 64)) != nil

    /// Writes until not a single octet fits any more.
    public func fill() throws {
        let filler = open("\(path)/filler", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard filler >= 0 else { throw TestFailure("filler", errno: errno) }
        defer { close(filler) }
        for size in [65536, 4096, 1] {
            let zeros = [UInt8](repeating: 0, count: size)
            while write(filler, zeros, size) > 0 {}
        }
    }

    public func makeRoom() { unlink("\(path)/filler") }

    private static func run(_ program: String, _ words: [String]) -> Bool {
        guard let process = try? RunningProcess(program, words) else { return false }
        return process.waitHere() == 0
    }
}
