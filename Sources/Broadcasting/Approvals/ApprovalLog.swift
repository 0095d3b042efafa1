import Disk
import Glibc
import JSON
import Mail

/// `state/approvals.jsonl`: what was shown to be approved, and who approved it. Only ever appended to, by the daemon
/// and by commands alike.
public struct ApprovalLog: Sendable {
    /// One line of the file.
    public struct Entry: Sendable, Equatable {
        public enum Event: Sendable, Equatable {
            /// Somebody was asked: approvals of it count from here.
            case shown(needed: Int)
            case approved(by: Person)
            /// Sent without the approvals that it needs.
            case overridden(by: Person, isAuthor: Bool, reason: String)
        }

        public var at: Timestamp
        /// The file's name.
        public var draft: String
        /// Of what would be sent; see `ShownDigest`.
        public var digest: String
        public var event: Event

        public init(at: Timestamp, draft: String, digest: String, _ event: Event) {
            self.at = at
            self.draft = draft
            self.digest = digest
            self.event = event
        }
    }

    private let path: String
    private let shownAs: String

    public init(of folders: Folders) {
        path = folders.state + "/approvals.jsonl"
        shownAs = folders.shown(path)
    }

    /// - Throws: `SystemError`, or `DamagedRecord` with the line: rather no broadcast than one that nobody approved. A
    ///   last line that a crash cut short is none.
    public func load() throws -> [Entry] {
        let octets: [UInt8]
        do throws(SystemError) { octets = try File.contents(of: path, limit: 1 << 26) } catch {
            if error.isMissing { return [] }
            throw error
        }
        var entries: [Entry] = []
        let lines = octets.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do throws(DamagedRecord) { entries.append(try Entry(Array(line))) } catch {
                if index == lines.count - 1 { break }
                throw DamagedRecord(
                    "\(shownAs):\(index + 1): \(error.what); put that line right, or the file back from a backup: "
                        + "until then nobody knows what was approved")
            }
        }
        return entries
    }

    /// Of a held draft that asks for approvals: how many it needs, and who has given theirs.
    /// - Parameter desk: where its note lies.
    public func asked(of name: String, on desk: DraftDesk) -> (needed: Int, by: [Person])? {
        let note = (try? File.contents(of: desk.notePath(name, .held), limit: 1 << 20)) ?? []
        guard WhyText.asksForApprovals(String(decoding: note, as: UTF8.self)) else { return nil }
        var found: (digest: String, needed: Int, by: [Person])?
        for entry in (try? load()) ?? [] {
            switch entry.event {
            case .shown(let needed):
                if entry.draft == name { found = (entry.digest, needed, []) }
            case .approved(let who):
                guard entry.digest == found?.digest, found?.by.contains(who) == false else { continue }
                found?.by.append(who)
            case .overridden: break
            }
        }
        return found.map { ($0.needed, $0.by) }
    }

    /// Writes down that somebody is asked, unless that was the last thing written.
    func show(_ approval: Approval, as name: String, at now: Timestamp) throws(SystemError) {
        let needed = approval.question.needed
        let entry = Entry(at: now, draft: name, digest: approval.question.digest, .shown(needed: needed))
        if let last = (try? load())?.last, last.draft == name, last.digest == entry.digest,
            last.event == entry.event
        {
            return
        }
        try append(entry)
    }

    /// Appends a line and puts it on disk. Several processes may do so at once.
    public func append(_ entry: Entry) throws(SystemError) {
        var writer = JSONWriter()
        entry.write(into: &writer)
        if let slash = path.lastIndex(of: "/") { try Folder.make(String(path[..<slash]), mode: 0o700) }
        try SharedLog(path).append(writer.bytes) { (try? Entry($0)) != nil }
    }
}

extension ApprovalLog.Entry {
    func write(into writer: inout JSONWriter) {
        writer.object { line in
            line.member("at", string: at.rfc3339)
            line.member("draft", string: draft)
            line.member("digest", string: digest)
            switch event {
            case .shown(let needed):
                line.member("event", string: "shown")
                line.member("needed", int: needed)
            case .approved(let who):
                line.member("event", string: "approved")
                line.member("who", string: who.name)
                line.member("author", bool: false)
            case .overridden(let who, let isAuthor, let reason):
                line.member("event", string: "overridden")
                line.member("who", string: who.name)
                line.member("author", bool: isAuthor)
                line.member("reason", string: reason)
            }
        }
        writer.endLine()
    }

    init(_ line: [UInt8]) throws(DamagedRecord) {
        let json: JSON
        do throws(JSONProblem) { json = try JSON.parse(line) } catch { throw DamagedRecord(error.message) }
        let event: Event
        switch try json.text("event") {
        case "shown": event = .shown(needed: try json.count("needed"))
        case "approved":
            // Whoever wrote it cannot approve it, whatever a line says.
            guard json["author"]?.boolValue == false else { throw DamagedRecord("'author' is not false") }
            event = .approved(by: try json.person())
        case "overridden":
            event = .overridden(
                by: try json.person(), isAuthor: json["author"]?.boolValue ?? false,
                reason: try json.text("reason"))
        default: throw DamagedRecord("'event' is neither 'shown', 'approved' nor 'overridden'")
        }
        self.init(
            at: try json.time("at"), draft: try json.text("draft"), digest: try json.text("digest"), event)
    }
}

extension JSON {
    func person() throws(DamagedRecord) -> Person {
        guard let person = Person(try text("who")) else { throw DamagedRecord("'who' names nobody") }
        return person
    }
}
