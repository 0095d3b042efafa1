import Foundation

/// What a mail parser makes of a message. Compare by octets: texts can be equal to Swift that are not the same.
public struct ParsedMessage: Decodable, Sendable {
    public struct Party: Decodable, Sendable {
        public var name: String
        public var address: String
    }

    public var from: Party
    public var to: Party
    public var subject: String
    /// The text part, its line ends LF.
    public var text: String
}

/// Three parsers of mail that others wrote.
public enum MailParser: String, CaseIterable, Sendable {
    case python, gmime, mutt

    /// Every message of a Maildir, by its Message-ID without brackets; one process reads them all.
    public func messages(of maildir: String) async throws -> [String: ParsedMessage] {
        let script = Repository.file("Tests/Servers/parsers.py")
        let parser = try RunningProcess(Repository.python, [script, rawValue, maildir])
        guard try await parser.end() == 0 else { throw TestFailure("parsers.py: \(parser.errors)") }
        return try JSONDecoder().decode([String: ParsedMessage].self, from: Data(parser.output.utf8))
    }

    /// What it gives back of a subject that reached it whole: mutt has a question mark for what the C library calls
    /// unprintable, and nothing for a soft hyphen and a byte-order mark.
    public func subject(_ text: String) -> String {
        guard self == .mutt else { return text }
        let scalars = text.unicodeScalars.filter { $0 != "\u{AD}" && $0 != "\u{FEFF}" }
        return String(String.UnicodeScalarView(scalars.map { Printable.contains($0) ? $0 : "?" }))
    }

    /// The same of a name, from which mutt takes quotation marks and backslashes, but for what stands behind a backslash.
    public func name(_ text: String) -> String {
        guard self == .mutt else { return text }
        var name = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in subject(text).unicodeScalars {
            let isMark = !isEscaped && (scalar == "\\" || scalar == "\"")
            if !isMark { name.append(scalar) }
            isEscaped = isMark && scalar == "\\"
        }
        return String(name)
    }

    /// Whether all three are there.
    public static let areInstalled =
        Repository.hasProgram("/usr/bin/mutt") && Repository.hasProgram(Repository.python) && hasGMime

    /// Debian's `gir1.2-gmime-3.0`, in the folder of whatever machine this is.
    private static var hasGMime: Bool {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return folders.contains {
            FileManager.default.fileExists(atPath: "/usr/lib/\($0)/girepository-1.0/GMime-3.0.typelib")
        }
    }
}

/// What iswprint(3) says, which Swift's module leaves out.
private enum Printable {
    private typealias Call = @convention(c) (UInt32, locale_t?) -> Int32
    private static let call = unsafeBitCast(dlsym(nil, "iswprint_l"), to: Call.self)
    private nonisolated(unsafe) static let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

    static func contains(_ scalar: Unicode.Scalar) -> Bool { call(scalar.value, locale) != 0 }
}
