/// Which column of a CSV list is which, told from its header.
struct ListColumns: Equatable {
    /// What a column says, where it is more than text for templates.
    enum Role: CaseIterable {
        case email, name, delivery, unsubscribed
        /// Of a member export of Google Groups.
        case groupStatus, emailStatus, emailPreference

        /// The header that wins over the others.
        var header: String {
            switch self {
            case .email: "email"
            case .name: "name"
            case .delivery: "delivery"
            case .unsubscribed: "unsubscribed"
            case .groupStatus: "group status"
            case .emailStatus: "email status"
            case .emailPreference: "email preference"
            }
        }

        var otherHeaders: [String] {
            switch self {
            case .email: ["e-mail", "email address", "e-mail address"]
            case .name: ["nickname"]
            default: []
            }
        }
    }

    enum Fault: Error, Equatable {
        case noEmail
        /// Two columns of one kind, by number: nobody can tell which is meant.
        case twice(String, String, second: Int)
    }

    /// A column for templates.
    struct Other: Equatable {
        var index: Int
        var key: String
    }

    let width: Int
    let others: [Other]
    /// Headers, as written, of columns that no template can reach, because another has the same key.
    let hidden: [(header: String, key: String)]
    private let roles: [Role: Int]

    init(header: [String]) throws(Fault) {
        let cells = header.map(ListColumns.normalised)
        var roles: [Role: Int] = [:]
        for role in Role.allCases { roles[role] = try ListColumns.column(of: role, in: cells) }
        guard let email = roles[.email] else { throw .noEmail }
        // Elsewhere a column of these names may say anything; both together say it even where somebody
        // has given the column of addresses another name.
        let marks = [Role.groupStatus, .emailPreference].count { roles[$0] != nil }
        let isGoogleExport = marks > (cells[email] == "email address" ? 0 : 1)
        if !isGoogleExport {
            for role in [Role.groupStatus, .emailStatus, .emailPreference] { roles[role] = nil }
        }
        self.roles = roles
        width = cells.count
        (others, hidden) = ListColumns.others(cells, header: header, except: Set(roles.values))
    }

    subscript(_ role: Role) -> Int? { roles[role] }

    var isGoogleExport: Bool { roles[.groupStatus] != nil || roles[.emailPreference] != nil }

    /// Some lines of this list may say that their address is not to be mailed.
    var canPassOver: Bool { isGoogleExport || roles[.delivery] != nil || roles[.unsubscribed] != nil }

    static func == (left: ListColumns, right: ListColumns) -> Bool {
        left.width == right.width && left.others == right.others && left.roles == right.roles
    }

    private static func column(of role: Role, in cells: [String]) throws(Fault) -> Int? {
        let exact = cells.indices.filter { cells[$0] == role.header }
        let found = exact.isEmpty ? cells.indices.filter { role.otherHeaders.contains(cells[$0]) } : exact
        if found.count > 1 { throw .twice(cells[found[0]], cells[found[1]], second: found[1]) }
        return found.first
    }

    private static func others(
        _ cells: [String], header: [String], except taken: Set<Int>
    ) -> (others: [Other], hidden: [(header: String, key: String)]) {
        var others: [Other] = []
        var hidden: [(header: String, key: String)] = []
        // `subscriber.email` and `subscriber.name` are what the columns of those roles say.
        var keys: Set = ["email", "name"]
        for (index, cell) in cells.enumerated() where !taken.contains(index) {
            let key = key(of: cell)
            if key.isEmpty { continue }
            if keys.insert(key).inserted {
                others.append(Other(index: index, key: key))
            } else {
                hidden.append((header[index], key))
            }
        }
        return (others, hidden)
    }

    /// What templates call a column: lower case, every run of other characters than `[a-z0-9_-]` as one `_`.
    static func key(of header: String) -> String {
        var key = ""
        for byte in normalised(header).utf8 {
            let isKept =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            if isKept {
                key.unicodeScalars.append(Unicode.Scalar(byte))
            } else if key.utf8.last != UInt8(ascii: "_") {
                key.append("_")
            }
        }
        while key.utf8.last == UInt8(ascii: "_") { key.removeLast() }
        return key.utf8.first == UInt8(ascii: "_") ? String(key.dropFirst()) : key
    }

    private static func normalised(_ header: String) -> String {
        let visible = header.unicodeScalars.filter { $0 != "\u{FEFF}" && $0 != "\u{200B}" }
        return CleanText.singleLine(String(String.UnicodeScalarView(visible))).text.lowercased()
    }
}
