import Mail

/// A broadcast's id: the UTC second of its acceptance, and the draft's file name.
public enum BroadcastID {
    /// - Parameter isTaken: whether an id is in use; then `-2`, `-3` … is put behind it.
    public static func make(at moment: Timestamp, draftName: String, isTaken: (String) -> Bool) -> String {
        let plain = "\(moment.compactSecond)-\(slug(draftName))"
        if !isTaken(plain) { return plain }
        var number = 2
        while isTaken("\(plain)-\(number)") { number += 1 }
        return "\(plain)-\(number)"
    }

    /// The second that an id begins with; nil where the name is no id.
    public static func moment(of id: some StringProtocol) -> Timestamp? {
        let bytes = Array(id.utf8)
        guard bytes.count > 18, bytes[17] == UInt8(ascii: "Z"), bytes[18] == UInt8(ascii: "-") else {
            return nil
        }
        let parts = [bytes[..<13], bytes[13..<15], bytes[15..<18]].map {
            String(validating: $0, as: UTF8.self) ?? ""
        }
        return Timestamp(rfc3339: parts.joined(separator: ":"))
    }

    /// The name without its ending, lower case, `[a-z0-9-]`, at most 40 characters; `draft` where nothing
    /// is left.
    static func slug(_ name: String) -> String {
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
        var slug: [UInt8] = []
        for byte in stem.lowercased().utf8 {
            switch byte {
            case 0x30...0x39, 0x61...0x7A: slug.append(byte)
            default: if let last = slug.last, last != 0x2D { slug.append(0x2D) }
            }
            if slug.count == 40 { break }
        }
        while slug.last == 0x2D { slug.removeLast() }
        return slug.isEmpty ? "draft" : String(validating: slug, as: UTF8.self) ?? "draft"
    }
}
