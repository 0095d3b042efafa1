import Mail

/// A file in the drafts folder that its writer has finished.
public struct SettledFile: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        /// Read whole, at most `Draft.sizeLimit` of them.
        case bytes([UInt8])
        /// Not read.
        case tooBig(size: Int64)
        /// By its name no text (`.docx`), not read; the reason is for its author.
        case foreign(String)
        /// Its name is not UTF-8, or holds control or direction characters; not read.
        case badName
    }

    /// For people; where it differs from `rawName`, each byte or character that cannot be shown is a `?`.
    public var name: String
    /// As the file system has it.
    public var rawName: [UInt8]
    public var content: Content
    public var identity: FileIdentity
    /// When it was found to be complete.
    public var seenComplete: Timestamp
}

/// A draft that is not taken yet, because its writer does not seem to be done.
public struct LeftAlone: Sendable, Equatable {
    public var name: String
    public var reason: String
    public var since: Timestamp

    public init(name: String, reason: String, since: Timestamp) {
        self.name = name
        self.reason = reason
        self.since = since
    }
}

/// What one look at the drafts folder found.
public struct FolderReport: Sendable, Equatable {
    /// In the order in which they were finished. Each state of a file is handed out once.
    public var settled: [SettledFile] = []
    /// Milliseconds until the next look is worth while, though no event comes.
    public var nextCheck: Int
    /// A file is there that may be finished when `nextCheck` is over.
    public var isSettling = false
    /// Why the folder cannot be looked into, if it cannot.
    public var trouble: String?
}

/// Which file it is, and in which state.
public struct FileIdentity: Sendable, Hashable {
    public var device: UInt64
    public var inode: UInt64
    /// Octets.
    public var size: Int64
    /// Of the content (mtime); nanoseconds since 1970.
    public var modified: Int64
    /// Of the content, the name or the permissions (ctime), which nobody can set; nanoseconds since 1970.
    public var changed: Int64

    public init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }
}
