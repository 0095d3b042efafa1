import Foundation
import TestSupport

/// The ways in which editors, sync tools and people put a text into a folder. Pauses are far below the settle time;
/// every state before the last is one that must not be sent.
struct Saving: Sendable {
    let way: String
    let save: @Sendable (SavedFile) async throws -> Void

    static let all: [Saving] = inPlace + byRename + besides + fromElsewhere

    private static let inPlace = [
        Saving("in one write, as nano does") { try $0.write($0.text) },
        Saving("emptied, then written, as VS Code does") { file in
            try file.write(file.earlier)
            try file.write([])
            try await file.pause()
            try file.write(file.text)
        },
        Saving("emptied and written in pieces, the file open all the time") { file in
            try file.write(file.earlier)
            try await file.whileOpen(O_TRUNC) { descriptor in
                for piece in file.pieces { try await file.put(piece, descriptor) }
            }
        },
        Saving("growing slowly, closed after each piece") { file in
            for piece in file.pieces {
                try await file.whileOpen(O_CREAT | O_APPEND) { try await file.put(piece, $0) }
                try await file.pause()
            }
        },
        Saving("its length first and the octets later, as over Samba") { file in
            try await file.whileOpen(O_CREAT) { descriptor in
                guard ftruncate(descriptor, off_t(file.text.count)) == 0 else {
                    throw TestFailure("ftruncate", errno: errno)
                }
                try await file.pause()
                for piece in file.pieces { try await file.put(piece, descriptor) }
            }
        },
        Saving("through a mapping") { file in
            try await file.whileOpen(O_CREAT, access: O_RDWR) { descriptor in
                let size = file.text.count
                guard ftruncate(descriptor, off_t(size)) == 0,
                    let map = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
                    map != MAP_FAILED
                else { throw TestFailure("mmap", errno: errno) }
                try await file.pause()
                map.copyMemory(from: file.text, byteCount: size)
                msync(map, size, Int32(MS_SYNC))
                munmap(map, size)
            }
        },
        Saving("deleted and written anew") { file in
            try file.write(file.earlier)
            try await file.pause()
            unlink(file.path)
            try await file.pause()
            try file.write(file.text)
        },
        Saving("written, then given another mode and time, as cp -p does") { file in
            try file.write(file.text)
            try await file.pause()
            chmod(file.path, 0o640)
            var times = [
                timespec(tv_sec: 1_500_000_000, tv_nsec: 0), timespec(tv_sec: 1_500_000_000, tv_nsec: 0),
            ]
            utimensat(AT_FDCWD, file.path, &times, 0)
        },
        Saving("the same text saved three times") { file in
            for _ in 0..<3 {
                try file.write(file.text)
                try await file.pause()
            }
        },
    ]

    private static let byRename = [
        Saving("renamed over, as GNOME's editor does") { file in
            try file.write(file.earlier)
            try await file.pause()
            try await file.rename(from: ".goutputstream-X7K2")
        },
        Saving("renamed, as rsync does") { try await $0.rename(from: ".\($0.name).aB3dEf") },
        Saving("renamed, as Syncthing does") { try await $0.rename(from: ".syncthing.\($0.name).tmp") },
        Saving("renamed, as a browser does") { try await $0.rename(from: "\($0.name).crdownload") },
        Saving("renamed, as Nextcloud does") { try await $0.rename(from: ".\($0.name).~51fb0c") },
        Saving("renamed twice, each time with another text") { file in
            try file.write(file.earlier, to: "\(file.name).part")
            try file.move("\(file.name).part", file.name + ".old.part")
            try await file.rename(from: "\(file.name).part")
            unlink(file.beside(file.name + ".old.part"))
        },
        Saving("linked, and the other name taken away") { file in
            let other = file.beside("." + file.name + ".link")
            try file.write(file.text, to: "." + file.name + ".link")
            guard link(other, file.path) == 0 else { throw TestFailure("link", errno: errno) }
            try await file.pause()
            unlink(other)
        },
    ]

    private static let besides = [
        Saving("with swap file, backup and trial file, as Vim does") { file in
            try file.write(file.earlier)
            try file.write([1], to: ".\(file.name).swp")
            try await file.pause()
            try file.write([], to: "4913")
            unlink(file.beside("4913"))
            try file.move(file.name, file.name + "~")
            try file.write(file.text)
            try await file.pause()
            unlink(file.beside(file.name + "~"))
            unlink(file.beside(".\(file.name).swp"))
        },
        Saving("under a lock, as LibreOffice does") { file in
            try file.write(Array("jo,desk\n".utf8), to: ".~lock.\(file.name)#")
            try file.write(file.earlier)
            try await file.pause()
            try await file.rename(from: "lu83.tmp")
            unlink(file.beside(".~lock.\(file.name)#"))
        },
        Saving("with a dangling lock and its own saves, as Emacs does") { file in
            let lock = file.beside(".#" + file.name)
            guard symlink("jo@desk.4711", lock) == 0 else { throw TestFailure("symlink", errno: errno) }
            try file.write(file.earlier, to: "#\(file.name)#")
            try await file.pause()
            try file.write(file.text)
            unlink(file.beside("#\(file.name)#"))
            unlink(lock)
        },
    ]

    private static let fromElsewhere = [
        Saving("moved in from another folder") { file in
            try file.write(file.text, to: "../" + file.name)
            try file.move("../" + file.name, file.name)
        },
        Saving("in a folder that is moved in, then out of it") { file in
            let folder = "new " + file.name
            mkdir(file.beside("../" + folder), 0o755)
            try file.write(file.text, to: "../\(folder)/\(file.name)")
            try file.move("../" + folder, folder)
            try await file.pause()
            try file.move("\(folder)/\(file.name)", file.name)
            rmdir(file.beside(folder))
        },
        Saving("moved out again, put right, and moved in") { file in
            try file.write(file.earlier)
            try file.move(file.name, "../" + file.name)
            try await file.pause()
            try file.write(file.text, to: "../" + file.name)
            try file.move("../" + file.name, file.name)
        },
    ]

    private init(_ way: String, save: @escaping @Sendable (SavedFile) async throws -> Void) {
        self.way = way
        self.save = save
    }
}

/// One draft while it is saved.
struct SavedFile: Sendable {
    let folder: String
    let name: String
    /// What is to be sent.
    let text: [UInt8]
    /// What never is.
    let earlier: [UInt8]

    var path: String { beside(name) }
    func beside(_ other: String) -> String { folder + "/" + other }

    /// The text in five parts, cut wherever it falls.
    var pieces: [ArraySlice<UInt8>] {
        let size = text.count / 5 + 1
        return stride(from: 0, to: text.count, by: size).map { text[$0..<min($0 + size, text.count)] }
    }

    func pause() async throws { try await Task.sleep(for: .milliseconds(250)) }

    func write(_ octets: [UInt8], to other: String? = nil) throws {
        try writeFile(octets, to: beside(other ?? name))
    }

    func move(_ from: String, _ to: String) throws {
        guard Glibc.rename(beside(from), beside(to)) == 0 else {
            throw TestFailure("rename \(from)", errno: errno)
        }
    }

    /// Written under another name, and then renamed over this one.
    func rename(from other: String) async throws {
        try write(text, to: other)
        try await pause()
        try move(other, name)
    }

    func whileOpen(
        _ flags: Int32, access: Int32 = O_WRONLY, _ use: (Int32) async throws -> Void
    ) async throws {
        let descriptor = open(path, access | flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw TestFailure("open \(path)", errno: errno) }
        defer { close(descriptor) }
        try await use(descriptor)
    }

    func put(_ piece: ArraySlice<UInt8>, _ descriptor: Int32) async throws {
        let count = piece.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == piece.count else { throw TestFailure("write \(path)", errno: errno) }
        try await pause()
    }
}
