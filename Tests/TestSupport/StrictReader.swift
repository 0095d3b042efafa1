import Foundation

/// What Python's strictest e-mail policy says about every message in a mailbox (`Servers/strict_reader.py`).
public struct StrictReading: Decodable, Sendable {
    public var messages: Int
    /// Whom the messages are addressed to, sorted, by their To headers.
    public var recipients: [String]
    /// Defects by file; empty where every message is as it should be.
    public var problems: [String: [String]]
    /// What is attached to each message.
    public var attachments: [[Attached]]

    /// A file as it arrived.
    public struct Attached: Decodable, Sendable, Equatable {
        public var name: String
        public var type: String
        public var sha256: String

        public init(name: String, type: String, sha256: String) {
            self.name = name
            self.type = type
            self.sha256 = sha256
        }
    }

    /// - Parameters:
    ///   - addresses: a message may name only its own of these.
    ///   - storedWithLF: the store writes LF line ends, as Unix mailboxes do.
    public static func of(
        _ mailbox: String, addresses: [String], storedWithLF: Bool = false
    ) async throws -> StrictReading {
        let folder = try TemporaryFolder()
        try folder.write(addresses.joined(separator: "\n"), to: "addresses")
        let script = Repository.file("Tests/Servers/strict_reader.py")
        let options = ["--addresses", folder("addresses")] + (storedWithLF ? ["--lf"] : [])
        let reader = try RunningProcess(Repository.python, [script] + options + [mailbox])
        guard try await reader.end() == 0 else { throw TestFailure("strict_reader.py: \(reader.errors)") }
        return try JSONDecoder().decode(StrictReading.self, from: Data(reader.output.utf8))
    }
}
