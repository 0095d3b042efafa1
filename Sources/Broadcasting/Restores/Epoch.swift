import Disk
import Glibc
import JSON

/// How far a workspace has come, as one of its two files tells: `state/epoch.json`, `broadcasts/.epoch/epoch.json`.
struct Epoch {
    /// Random, made once: of which workspace this is.
    var workspace: String
    /// Grows by one with each writing, at the same time in both files.
    var count: Int64
    /// Broadcasts that were being sent, and how many octets of their logs were on disk. In `state/` only, like all
    /// that follows.
    var unfinished: [String: Int] = [:]
    /// Why drafts are in doubt, and the marks of their files.
    var doubt: (why: String, drafts: Set<String>)?
    /// The folder `state/` that it was written in, without symbolic links.
    var place: String?
    /// When this very file was made, as the file system had it; nanoseconds since 1970.
    var born: Int64?

    /// - Returns: nil where there is none.
    /// - Throws: `SystemError` or `DamagedRecord`.
    static func read(_ path: String) throws -> Epoch? {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try File.contents(of: path) } catch {
            // What cannot be looked at is not missing.
            if error.code == ENOENT { return nil }
            throw error
        }
        guard let json = try? JSON.parse(bytes), let workspace = json["workspace"]?.stringValue,
            let count = json["count"]?.integerValue
        else { throw DamagedRecord("\(path): it cannot be read") }
        var epoch = Epoch(
            workspace: workspace, count: count, place: json["place"]?.stringValue,
            born: json["born"]?.integerValue)
        for member in json["unfinished"]?.objectValue ?? [] {
            epoch.unfinished[member.name] = Int(clamping: member.value.integerValue ?? 0)
        }
        if let doubt = json["doubt"], let why = doubt["why"]?.stringValue {
            epoch.doubt = (why, Set((doubt["drafts"]?.arrayValue ?? []).compactMap(\.stringValue)))
        }
        return epoch
    }

    func write(to path: String) throws(SystemError) {
        try AtomicFile.replace(path, mode: 0o600) { born in
            let logs = unfinished.sorted { $0.key < $1.key }.map { id, octets in
                JSON.Member(id, .integer(Int64(octets)))
            }
            var members: [JSON.Member] = [
                .init("workspace", .string(workspace)), .init("count", .integer(count)),
                .init("unfinished", .object(logs)), .init("place", place.map(JSON.string) ?? .null),
                .init("born", born.map(JSON.integer) ?? .null),
            ]
            if let doubt {
                let drafts = JSON.array(doubt.drafts.sorted().map(JSON.string))
                members.append(
                    .init("doubt", .object([.init("why", .string(doubt.why)), .init("drafts", drafts)])))
            }
            return JSON.object(members).bytes(pretty: true) + [0x0A]
        }
    }

    /// Nanoseconds by which a file system may round, after a restart of the machine, when a file was made.
    private static let rounding: UInt64 = 20_000_000

    /// The file was made by somebody else than whoever wrote what it says: a copy, put back or moved here.
    static func isCopy(_ path: String, of epoch: Epoch?) -> Bool {
        guard let told = epoch?.born, let file = try? File(path, 0), let born = file.born() else {
            return false
        }
        return (told &- born).magnitude > rounding
    }
}
