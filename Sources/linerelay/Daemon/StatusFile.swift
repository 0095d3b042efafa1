import Broadcasting
import Disk
import Glibc
import JSON
import Mail

/// `state/status.json`: how the daemon does, for `status` and for scripts.
struct StatusFile: Equatable {
    var startedAt: Timestamp
    var relays: RelayBoard
    var hasStopped = false
    /// Files that are left alone, and why.
    var leftAlone: [String: String] = [:]
    /// What a person should know, the newest last.
    private(set) var notes: [Note] = []

    struct Note: Equatable {
        /// What it is about: another note about the same takes its place, and it goes when that is over.
        var about: String
        var problem: String
    }

    /// - Returns: false where that stands there already.
    mutating func note(_ problem: String, about: String) -> Bool {
        let note = Note(about: about, problem: problem)
        let isNews = !notes.contains(note)
        settle(about)
        notes = Array((notes + [note]).suffix(20))
        return isNews
    }

    /// There is nothing to tell of it any more.
    mutating func settle(_ about: String) { notes.removeAll { $0.about == about } }

    func write(to path: String) {
        let left = leftAlone.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        let json = JSON.object([
            .init("pid", .integer(Int64(getpid()))),
            .init("startedAt", .string(startedAt.rfc3339)),
            .init("relay", .string(hasStopped ? "stopped" : relays.words(relays.used))),
            .init("relays", .object(relays.names.map { .init($0, .string(relays.words($0))) })),
            .init("leftAlone", .object(left)),
            .init("problems", .array(notes.map { .string($0.problem) })),
        ])
        try? AtomicFile.replace(path, with: json.bytes(pretty: true) + [0x0A], mode: 0o600)
    }
}
