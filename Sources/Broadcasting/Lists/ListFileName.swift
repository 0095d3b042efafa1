/// What the name of a file in the lists folder says about it.
enum ListFileName: Equatable {
    case list(Name, ListKind)
    /// An editor's or a sync tool's, or something else that nobody takes for a list.
    case ignored
    /// Not read, and somebody may think that it is: why, and what to do.
    case strange(String)

    init(_ file: String) {
        let lower = file.lowercased()
        let dot = lower.lastIndex(of: ".") ?? lower.endIndex
        let stem = String(lower[..<dot])
        let ending = String(lower[dot...].dropFirst())
        if ListFileName.isTemporary(lower) {
            self = .ignored
        } else if ["xlsx", "xls", "ods", "numbers"].contains(ending) {
            self = .strange("is a spreadsheet, which is not read: save it as CSV (UTF-8)")
        } else if let kind = ListKind(rawValue: ending) {
            self = ListFileName.list(file, stem, kind)
        } else {
            self = .ignored
        }
    }

    private static func list(_ file: String, _ stem: String, _ kind: ListKind) -> ListFileName {
        if isConflictCopy(stem) {
            return .strange(
                "looks like a copy that a sync program or a file manager made: it is not read; "
                    + "move what is right in it to the list, and delete it")
        }
        if let name = Name(stem), file == stem + "." + kind.rawValue { return .list(name, kind) }
        let advice = suggestion(stem).map { "rename it to \($0).\(kind.rawValue)" } ?? "rename it"
        return .strange("is not the name of a list (a-z, 0-9 and '-', at most 64): \(advice)")
    }

    /// By lower-cased name: dotfiles and locks, swap files, half-written downloads, backups.
    private static func isTemporary(_ file: String) -> Bool {
        let endings = [
            "~", ".swp", ".swx", ".swo", ".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download",
            ".bak", ".orig", ".kate-swp",
        ]
        return file.hasPrefix(".") || file.hasPrefix("~") || (file.hasPrefix("#") && file.hasSuffix("#"))
            || endings.contains(where: file.hasSuffix) || ["desktop.ini", "thumbs.db", "4913"].contains(file)
    }

    private static func isConflictCopy(_ stem: String) -> Bool {
        let isNumbered =
            stem.hasSuffix(")")
            && stem.dropLast().reversed().prefix { $0.isNumber }.count > 0
            && String(stem.dropLast().reversed().drop { $0.isNumber }.prefix(2).reversed()) == " ("
        return isNumbered || stem.hasSuffix(" - copy") || stem.hasPrefix("copy of ")
            || ["conflicted copy", ".sync-conflict-", "(conflict", " - copy ("].contains { holds(stem, $0) }
    }

    private static func holds(_ text: String, _ part: String) -> Bool {
        let (bytes, part) = (Array(text.utf8), Array(part.utf8))
        return bytes.indices.contains { bytes[$0...].starts(with: part) }
    }

    private static func suggestion(_ stem: String) -> Name? {
        var text = ""
        for byte in stem.utf8.prefix(64) {
            let isKept = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            if isKept {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else if text.utf8.last != UInt8(ascii: "-"), !text.isEmpty {
                text.append("-")
            }
        }
        while text.utf8.last == UInt8(ascii: "-") { text.removeLast() }
        return Name(text)
    }
}
