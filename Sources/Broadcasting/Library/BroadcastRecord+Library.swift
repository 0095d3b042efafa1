import JSON

extension BroadcastRecord {
    /// Of which prepared line it was made. The line itself lies beside the record, in `library.md`.
    public struct LibraryUse: Sendable, Equatable {
        /// `library/channel-crossings.md`
        public var path: String
        /// SHA-256 of the file's octets.
        public var digest: String

        init(path: String, digest: String) {
            self.path = path
            self.digest = digest
        }

        init(_ use: PreparedUse) { self.init(path: use.file.path, digest: use.file.digest) }
    }
}

extension BroadcastRecord {
    /// What it is about, and what it was made of.
    mutating func note(_ draft: Draft) {
        topics = draft.topics
        isExercise = draft.isExercise
        library = draft.prepared.map(LibraryUse.init)
    }
}

extension BroadcastRecord.LibraryUse {
    var json: JSON { .object([.init("file", .string(path)), .init("sha256", .string(digest))]) }

    init(_ json: JSON) throws(DamagedRecord) {
        self.init(path: try json.text("file"), digest: try json.text("sha256"))
    }
}
