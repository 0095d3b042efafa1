import JSON
import Mail

/// The files that go with every message of a broadcast, as they were at acceptance. What is sent of them lies beside the
/// record, in `attachments.mime`: it is the same for all lists, and nobody wants it in JSON.
public struct AttachedFiles: Sendable, Equatable {
    public struct File: Sendable, Equatable {
        public var name: String
        public var type: String
        /// Octets of the file itself.
        public var octets: Int
    }

    public let files: [File]
    /// Octets that they make in each message.
    public let size: Int
    /// SHA-256 of those octets.
    public let digest: String
    /// Those octets; empty until a message is to be written.
    public private(set) var wire: [UInt8]

    /// Nil where there are none.
    init?(_ attachments: [Attachment], boundary: String) {
        if attachments.isEmpty { return nil }
        files = attachments.map { File(name: $0.name, type: $0.type, octets: $0.octets.count) }
        wire = MessageForm.attached(attachments, boundary: boundary)
        size = wire.count
        digest = Digest.sha256(wire)
    }

    init(_ json: JSON) throws(DamagedRecord) {
        size = try json.count("octets")
        digest = try json.text("sha256")
        wire = []
        var found: [File] = []
        for file in try json.required("files").arrayValue ?? [] {
            found.append(
                File(
                    name: try file.text("name"), type: try file.text("type"), octets: try file.count("octets")
                ))
        }
        files = found
    }

    var json: JSON {
        .object([
            .init("octets", .integer(Int64(size))), .init("sha256", .string(digest)),
            .init(
                "files",
                .array(
                    files.map { file in
                        .object([
                            .init("name", .string(file.name)), .init("type", .string(file.type)),
                            .init("octets", .integer(Int64(file.octets))),
                        ])
                    })),
        ])
    }

    /// Where only the size of messages counts.
    var withoutOctets: AttachedFiles {
        var light = self
        light.wire = []
        return light
    }

    /// - Returns: nil where these octets are not what was accepted.
    func with(_ wire: [UInt8]) -> AttachedFiles? {
        guard wire.count == size, Digest.sha256(wire) == digest else { return nil }
        var whole = self
        whole.wire = wire
        return whole
    }

    /// `briefing.pdf (117.2 KiB), photo.jpg (80.0 KiB)`.
    public var inWords: String { files.map { "\($0.name) (\(Octets($0.octets)))" }.joined(separator: ", ") }

    /// So much for all recipients together is for a person to decide: octets.
    public static let totalLimit = 2 << 30
}
