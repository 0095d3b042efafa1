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
    /// The newest last. More than are shown, so that what waits for long is not told again and again.
    private(set) var notes: [Note] = []
    /// What a person should know, the newest last.
    var problems: [String] { notes.suffix(20).map(\.problem) }

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
        notes = Array((notes + [note]).suffix(200))
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
            .init("problems", .array(problems.map(JSON.string))),
        ])
        try? AtomicFile.replace(path, with: json.bytes(pretty: true) + [0x0A], mode: 0o600)
    }
}
