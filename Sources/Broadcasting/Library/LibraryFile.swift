import Mail

/// A file of the library, as it was read.
public struct LibraryFile: Sendable, Equatable {
    /// `library/channel-crossings.md`
    public let path: String
    public let bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    public var digest: String { Digest.sha256(bytes) }

    /// Names of files that are looked for.
    static let extensions = ["md", "txt", "markdown"]
}

/// Why a draft cannot have the prepared line that it names; for its author.
public struct LibraryFault: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
}

/// What a draft's `Use` has found.
public typealias UsedLine = Result<LibraryFile, LibraryFault>
