import Disk
import Mail

/// Recipients of a broadcast that were not reached, with the reason of each.
public struct Missed: Sendable, Equatable {
    public struct One: Sendable, Equatable {
        public var address: String
        public var why: String
    }

    /// The first on the list.
    public var all: [One] = []
    /// How many others there are.
    public var more = 0

    /// How many are named.
    static let limit = 50
    /// How many are remembered while the log is read.
    private static let memory = 10_000

    public init() {}

    /// Reads them from a log; nobody where nobody was missed.
    /// - Throws: `SystemError`, or `DamagedRecord` naming the line.
    public init(_ folder: BroadcastFolder) throws {
        guard Folder.exists(folder.logPath) else { return }
        var known: [Int: One] = [:]
        _ = try LineReader(folder.logPath).forEach { _, line in
            guard let event = try? DeliveryEvent(line) else { return }
            switch event.kind {
            case .rejected, .expired, .cancelled:
                if known.count < Missed.memory || known[event.recipient] != nil {
                    known[event.recipient] = One(address: event.to, why: Missed.words(event))
                } else {
                    more += 1
                }
            case .reopened: if known.removeValue(forKey: event.recipient) == nil { more -= 1 }
            default: break
            }
        }
        all = known.sorted { $0.key < $1.key }.prefix(Missed.limit).map(\.value)
        more += known.count - all.count
    }

    private static func words(_ event: DeliveryEvent) -> String {
        let answer = event.reply.map { "\($0.code) \($0.line)" } ?? event.reason ?? ""
        return answer.isEmpty ? event.kind.rawValue : "\(event.kind.rawValue): \(answer)"
    }
}
