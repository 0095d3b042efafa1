import Mail

/// What a file's name alone says about it: a draft, something on its way, or the wrong kind of file.
public enum DraftFileName {
    public enum Disposition: Sendable, Equatable {
        case draft
        /// Never sent and never touched; the reason is for `check FILE`.
        case ignored(String)
        /// Somebody meant it to be sent, but it is no text; the reason is for its author.
        case rejected(String)
    }

    public static func disposition(of name: String) -> Disposition {
        let lower = name.asciiLowercased
        if let reason = temporaryReason(lower) { return .ignored(reason) }
        let fileExtension = fileExtension(of: lower)
        if let kind = foreignExtensions[fileExtension] {
            return .rejected("this is \(kind) (.\(fileExtension)), not plain text; \(FileKind.advice)")
        }
        if draftExtensions.contains(fileExtension) { return .draft }
        return .ignored("only .md, .markdown and .txt files are drafts")
    }

    /// As messages to people call the file: a name may hold anything, and nothing hidden in it reaches a terminal or
    /// breaks a line.
    public static func shown(_ name: String) -> String {
        let isOdd = name.unicodeScalars.contains { TextSafety.isControl($0) || TextSafety.isDirection($0) }
        return isOdd ? Quoted(name).description : name
    }

    /// The files that an editor keeps beside a file while somebody works on it (LibreOffice, Vim, Emacs, Kate).
    static func locks(beside name: String) -> [String] {
        [".~lock.\(name)#", ".\(name).swp", ".#\(name)", ".\(name).kate-swp"]
    }

    private static let draftExtensions: Set = ["md", "markdown", "txt"]

    private static let foreignExtensions = [
        "doc": "a Word document", "docx": "a Word document", "docm": "a Word document",
        "dot": "a Word template", "dotx": "a Word template",
        "odt": "a LibreOffice document", "ott": "a LibreOffice template", "fodt": "a LibreOffice document",
        "sxw": "an OpenOffice document", "rtf": "a rich text document", "pages": "a Pages document",
        "wps": "a Works document", "wpd": "a WordPerfect document", "gdoc": "a link to a Google document",
        "pdf": "a PDF", "html": "a web page", "htm": "a web page", "xhtml": "a web page",
        "mht": "a saved web page", "mhtml": "a saved web page", "eml": "a saved e-mail",
        "emlx": "a saved e-mail", "msg": "a saved e-mail", "mbox": "saved e-mail",
        "oft": "an Outlook template",
    ]

    /// Behind the last full stop; white space at the end, as some systems leave it, does not count.
    private static func fileExtension(of name: String) -> String {
        let trimmed = String(name.unicodeScalars.reversed().drop { $0 == " " }.reversed().map(Character.init))
        guard let stop = trimmed.unicodeScalars.lastIndex(of: ".") else { return "" }
        return String(trimmed.unicodeScalars[trimmed.unicodeScalars.index(after: stop)...])
    }

    private static let temporaryExtensions: Set = [
        "swp", "swo", "swx", "swn", "kate-swp", "tmp", "temp", "part", "partial", "filepart", "crdownload",
        "download", "bak", "orig", "lock",
    ]

    private static func temporaryReason(_ name: String) -> String? {
        if name.hasSuffix(".why.txt") || name.hasSuffix(".receipt.txt") {
            return "written by the daemon itself"
        }
        let isTemporary =
            name.isEmpty || name.hasPrefix(".") || name.hasPrefix("~$") || name.hasPrefix("~syncthing~")
            || name.hasSuffix("~") || name.hasPrefix("#") && name.hasSuffix("#") || name == "4913"
            || temporaryExtensions.contains(fileExtension(of: name))
        return isTemporary ? "a temporary file of an editor or a sync tool" : nil
    }
}

extension StringProtocol {
    /// `A` to `Z` made small, everything else as it is.
    var asciiLowercased: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isCapital = ("A"..."Z").contains(scalar)
            scalars.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
        }
        return String(scalars)
    }
}
