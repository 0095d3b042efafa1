import CCrash
import Glibc
import JSON

/// What a thread works on, kept where a fatal signal's handler finds it: see `CrashLog`.
public final class Work: @unchecked Sendable {
    /// What can be set aside, should it end the daemon again and again.
    public enum Subject: Hashable, Sendable {
        /// This very text under this name: an edited draft is another one.
        case draft(name: String, digest: String)
        case broadcast(id: String)
    }

    public let subject: Subject
    /// Unchecked, because it is written here and only read from then on.
    private let members: UnsafeMutablePointer<CChar>

    public init(on subject: Subject) {
        self.subject = subject
        let object = JSON.object(subject.members).bytes()
        members = UnsafeMutablePointer<CChar>.allocate(capacity: object.count)
        // Without the braces: the handler puts them around more.
        for (index, byte) in object.dropFirst().dropLast().enumerated() {
            members[index] = CChar(bitPattern: byte)
        }
        members[object.count - 2] = 0
    }

    deinit { members.deallocate() }

    /// Does something that this is to blame for, should it end the process. Costs a few nanoseconds.
    public func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = lr_crash_work(members)
        defer { _ = lr_crash_work(before) }
        return try withExtendedLifetime(self) { try body() }
    }
}

extension Work.Subject {
    var members: [JSON.Member] {
        switch self {
        case .draft(let name, let digest): [.init("draft", .string(name)), .init("sha256", .string(digest))]
        case .broadcast(let id): [.init("broadcast", .string(id))]
        }
    }

    init?(_ json: JSON) {
        if let id = json["broadcast"]?.stringValue {
            self = .broadcast(id: id)
        } else if let name = json["draft"]?.stringValue, let digest = json["sha256"]?.stringValue {
            self = .draft(name: name, digest: digest)
        } else {
            return nil
        }
    }
}
