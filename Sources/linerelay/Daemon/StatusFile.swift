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
    var problems: [String] = []

    mutating func note(_ problem: String) {
        problems.removeAll { $0 == problem }
        problems = Array((problems + [problem]).suffix(20))
    }

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
