import Foundation

/// What a test server wrote down before each 250: the side of the story that a test believes.
public struct Ledger: Sendable {
    public struct Entry: Sendable, Equatable {
        public var to: String
        public var messageID: String
        /// The third column: a digest of the content, or its length, as the server has it.
        public var content: String
    }

    public let path: String

    public init(path: String) { self.path = path }

    /// Every complete line so far; none where there is no file yet.
    public func entries() throws -> [Entry] {
        guard let octets = fileOctets(path) else { return [] }
        return try octets.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { line in
            let columns = line.split(separator: 0x09, omittingEmptySubsequences: false).map(Ledger.text)
            guard columns.count >= 3 else { throw TestFailure("the ledger has a broken line: \(columns)") }
            return Entry(to: columns[0], messageID: columns[1], content: columns[2])
        }
    }

    /// How many complete lines there are so far.
    public var count: Int {
        fileOctets(path)?.count { $0 == 0x0A } ?? 0
    }

    /// How often each recipient is in it, the address compared without case.
    public func counts() throws -> [String: Int] {
        try entries().reduce(into: [:]) { $0[$1.to.lowercased(), default: 0] += 1 }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self) ?? "not UTF-8"
    }
}
