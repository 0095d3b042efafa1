/// What a file is: by its content, with the ending of its name as a hint.
struct AttachmentKind {
    /// As `Content-Type` has it.
    let type: String
    /// Why relays or their readers' mail systems would refuse it, and what to do; nil where they would not.
    let refusal: String?

    init(_ octets: [UInt8], name: String, by contents: ContentTypes = ContentTypes()) {
        let ending = AttachmentKind.ending(of: name)
        let content = contents.type(of: octets)
        type = AttachmentKind.type(content, ending, octets)
        refusal = RefusedFile.reason(octets, ending: ending, content: content)
    }

    /// Behind the last full stop, in small letters; Windows does not see full stops and spaces at the end of a name.
    static func ending(of name: some StringProtocol) -> String {
        let whole = name.lowercased().unicodeScalars.reversed().drop { $0 == "." || $0 == " " }
        guard whole.contains(".") else { return "" }
        return String(String.UnicodeScalarView(whole.prefix { $0 != "." }.reversed()))
    }

    private static func type(_ content: String?, _ ending: String, _ octets: [UInt8]) -> String {
        let hint = types[ending]
        guard let content, !containers.contains(content) else { return complete(hint ?? content, octets) }
        guard isText(content) else { return content }
        return complete(hint.flatMap { isText($0) ? $0 : nil } ?? "text/plain", octets)
    }

    /// A text says how its characters are stored (RFC 2046 §4.1.2).
    private static func complete(_ type: String?, _ octets: [UInt8]) -> String {
        guard let type else { return "application/octet-stream" }
        guard type.hasPrefix("text/") else { return type }
        if octets.starts(with: [0xFF, 0xFE]) || octets.starts(with: [0xFE, 0xFF]) {
            return type + "; charset=utf-16"
        }
        let isUTF8 = String(validating: octets, as: UTF8.self) != nil
        return type + "; charset=" + (isUTF8 ? "utf-8" : "windows-1252")
    }

    /// Also what looks like a saved message, which base64 must not hold as one (RFC 2046 §5.2.1).
    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("message/") || type.hasPrefix("multipart/")
            || ["application/json", "application/xml", "image/svg+xml", "application/javascript"].contains(
                type)
    }

    /// Contents that many kinds of file have in common: the ending knows more.
    private static let containers: Set = [
        "application/octet-stream", "application/zip", "application/x-ole-storage", "application/cdfv2",
        "application/CDFV2", "application/x-empty", "inode/x-empty",
    ]

    private static let types = [
        "pdf": "application/pdf", "txt": "text/plain", "md": "text/markdown", "csv": "text/csv",
        "ics": "text/calendar", "vcf": "text/vcard", "html": "text/html", "htm": "text/html",
        "json": "application/json", "xml": "application/xml", "svg": "image/svg+xml",
        "rtf": "application/rtf",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
        "webp": "image/webp",
        "heic": "image/heic", "tif": "image/tiff", "tiff": "image/tiff", "mp3": "audio/mpeg",
        "m4a": "audio/mp4", "wav": "audio/wav", "mp4": "video/mp4", "mov": "video/quicktime",
        "zip": "application/zip", "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
    ]
}
