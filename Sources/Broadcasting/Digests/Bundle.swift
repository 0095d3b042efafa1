import Disk
import JSON
import Mail

/// What makes a broadcast one of several earlier ones in one message: no draft, but the desk itself.
public struct Bundle: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// For those who want one message a day.
        case digest
        /// For those who came to a list while its lines still hold.
        case catchUp
    }

    public var kind: Kind
    /// Ids of the broadcasts in it, the oldest first.
    public var of: [String]

    var json: JSON {
        .object([.init("kind", .string(kind.rawValue)), .init("of", .array(of.map(JSON.string)))])
    }

    init(_ kind: Kind, of ids: [String]) {
        self.kind = kind
        of = ids
    }

    /// - Throws: `DamagedRecord`.
    init(_ json: JSON) throws(DamagedRecord) {
        guard let kind = Kind(rawValue: try json.text("kind")) else {
            throw DamagedRecord("there is a 'bundle' of a kind that this version does not know")
        }
        self.init(kind, of: json.texts("of"))
    }
}

/// Which later broadcasts have a broadcast in them: the file `bundles.json` in its folder.
struct BundleMark: Sendable, Equatable {
    /// Their ids. They stand here before anything of them is sent.
    var ids: [String] = []
    /// Everybody who was to get it with a digest has one, or is not to have it any more.
    var isSettled = false
    /// Why it may have gone out with a digest already, in a workspace that was put back from a copy.
    var doubt: String?
}

extension BroadcastFolder {
    private var bundlesPath: String { path + "/bundles.json" }
    /// Subscribers who get it with the next digest. Not there where there are none.
    public var digestPath: String { path + "/digest.jsonl" }

    /// What cannot be read says nothing; it is written anew from the records, which say it too.
    var bundleMark: BundleMark {
        guard let bytes = try? File.contents(of: bundlesPath, limit: 1 << 20),
            let json = try? JSON.parse(bytes)
        else { return BundleMark() }
        return BundleMark(
            ids: json.texts("in"), isSettled: json["settled"]?.boolValue ?? false,
            doubt: json["doubt"]?.stringValue)
    }

    func write(_ mark: BundleMark) throws(SystemError) {
        let json = JSON.object([
            .init("in", .array(mark.ids.map(JSON.string))), .init("settled", .bool(mark.isSettled)),
            .init("doubt", mark.doubt.map(JSON.string) ?? .null),
        ])
        try AtomicFile.replace(bundlesPath, with: json.bytes(pretty: true) + [0x0A], mode: 0o600)
    }

    /// Those who are to get it with a digest.
    /// - Throws: `SystemError`, `DamagedRecord`.
    func forEachInDigest(_ body: (Recipient) throws -> Void) throws {
        guard Folder.exists(digestPath) else { return }
        _ = try LineReader(digestPath).forEach { _, line in try body(try Recipient(line)) }
    }
}
