import Mail
import Testing

@testable import Broadcasting

/// A list read to its end, as lines that a test can compare.
struct ReadList: Equatable {
    var lines: [String] = []
    var summary = ListSummary(path: "")

    /// `+ line name <address> columns`, `- line address why`, `! problem`; `NOT A LIST problem` at the end.
    init(
        _ bytes: some Sequence<UInt8>, _ kind: ListKind = .text, own: Set<String> = [], chunk: Int = 1 << 18,
        piece: Int = .max
    ) {
        do throws(NotAList) {
            var reader = try ListReader(
                MemoryBytes(bytes, piece: piece), path: "lists/a.\(kind.rawValue)", kind: kind, own: own,
                chunk: chunk)
            summary = reader.summary
            while let entry = try reader.next() { lines.append(ReadList.line(entry)) }
            summary = reader.summary
        } catch {
            lines.append("NOT A LIST \(error)")
        }
    }

    init(_ text: String, _ kind: ListKind = .text, own: Set<String> = []) {
        self.init(text.utf8, kind, own: own)
    }

    private static func line(_ entry: ListEntry) -> String {
        switch entry {
        case .subscriber(let found):
            let columns = found.columns.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return "+ \(found.line) \(found.name) <\(found.address)>" + columns
        case .passedOver(let address, let why, let line): return "- \(line) \(address) \(why)"
        case .problem(let problem): return "! \(problem)"
        }
    }

    /// What will be mailed, and nothing else.
    var subscribers: [String] { lines.filter { $0.hasPrefix("+") } }
}

struct ListReaderTests {
    @Test func `a text list gives its subscribers`() {
        let list = ReadList(
            """
            # The press desk's list
            Jo Bloggs <jo@hub.example>

            <sam@hub.example>
            "Bloggs, Ann" <ann@hub.example>  # since May
            a#b@hub.example
            """)
        #expect(
            list.lines == [
                "+ 2 Jo Bloggs <jo@hub.example>", "+ 4  <sam@hub.example>",
                "+ 5 Bloggs, Ann <ann@hub.example>",
                "+ 6  <a#b@hub.example>",
            ])
        #expect(list.summary.usable == 4)
    }

    @Test func `a bad line is named and the good ones are read`() {
        let list = ReadList(
            "ann@hub.example\n  jo@\nbob@hub.example\nnews@hub.example", own: ["news@hub.example"])
        #expect(
            list.lines == [
                "+ 1  <ann@hub.example>",
                "! lists/a.txt:2:6: error: 'jo@' is not an email address: nothing after '@'",
                "+ 3  <bob@hub.example>",
                "! lists/a.txt:4:1: error: 'news@hub.example' is a list's own address: remove it",
            ])
        #expect(list.summary.bad == 2)
        #expect(list.summary.lines == 4)
    }

    @Test func `comments stay comments in a text list that is a table, and are rows of a table`() {
        let text = "# the desk's\nemail,name\n# since May\nann@hub.example,Ann\n  # left\n"
        #expect(ReadList(text).lines == ["+ 4 Ann <ann@hub.example>"])
        let table = ReadList("email,name\n#1@hub.example,Ann\n", .table)
        #expect(table.subscribers == ["+ 2 Ann <#1@hub.example>"])
    }

    @Test func `a table gives names, columns and who is not to be mailed`() {
        let list = ReadList(
            #"""
            Email;Name;Delivery;First Line;Unsubscribed
            ann@hub.example;Ann;each;one;
            bob@hub.example;Bob;none;two;
            cat@hub.example;"Cat; ""C""";digest;three;no
            dan@hub.example;Dan;;four;yes
            """#, .table)
        #expect(
            list.lines == [
                "+ 2 Ann <ann@hub.example> first_line=one", "- 3 bob@hub.example deliveryNone",
                "+ 4 Cat; \"C\" <cat@hub.example> first_line=three", "- 5 dan@hub.example unsubscribed",
            ])
        #expect(list.summary.passedOver == [.deliveryNone: 1, .unsubscribed: 1])
        #expect(list.summary.digest == 1)
    }

    @Test func `a member export of Google Groups works as it is`() {
        let list = ReadList(
            """
            Members for group "Lines, London"
            Email address,Nickname,Group status,Email status,Email preference,Posting permissions,Join year
            ann@hub.example,Ann,owner,,email,allowed,2019
            bob@hub.example,bob@hub.example,member,,no email,allowed,2019
            cat@hub.example,,member,,abridged email,allowed,2020
            dan@hub.example,,invited,,email,allowed,2020
            eve@hub.example,,member,bouncing,email,not allowed,2021
            """, .table)
        #expect(
            list.lines.map { $0.prefix(26) } == [
                "+ 3 Ann <ann@hub.example> ", "- 4 bob@hub.example delive", "+ 5  <cat@hub.example> joi",
                "- 6 dan@hub.example notMem", "- 7 eve@hub.example bounci", "! lists/a.csv:1:1: warning",
            ])
        #expect(list.summary.usable == 2)
    }

    @Test(arguments: [
        ("", "! lists/a.txt:1:1: warning: has no subscribers", ListKind.text),
        ("# nobody yet\n\n", "! lists/a.txt:1:1: warning: has no subscribers", .text),
        ("email,name\n", "! lists/a.csv:1:1: warning: has no subscribers", .table),
        (
            "email,delivery\na@hub.example,none\n",
            "! lists/a.csv:1:1: warning: has nobody to be mailed: all 1 are passed over", .table
        ),
    ])
    func `an empty list is a list`(text: String, expected: String, kind: ListKind) {
        #expect(ReadList(text, kind).lines.last == expected)
    }

    @Test(arguments: [
        ("jo\nsam\n", ListKind.text, "no usable address on any of its 2 lines"),
        ("Jo <jo@hub.example>; Sam <sam@hub.example>", .text, "no usable address on its only line"),
        ("email,name\nJo,jo@hub.example\nSam,sam@hub.example", .table, "the column of names holds addresses"),
        ("jo@hub.example,Jo\n", .table, "the first one holds an address"),
        ("name,phone\nJo,1\n", .table, "no column is named 'email'; found 'name', 'phone'"),
        ("", .table, "no header row"),
        ("a@hub.example\n<<<<<<< HEAD\nb@hub.example\n", .text, "'<<<<<<<' is a merge marker"),
        ("email\tname\temail\na@hub.example\t\t\n", .text, "two columns say the same, 'email' and 'email'"),
        ("a@hub.example\0\n", .text, "holds a NUL"),
        ("j\0o\0@\0h\0.\0e\0x\0\n\0", .text, "looks like UTF-16 without a byte-order mark"),
        ("PK\u{3}\u{4}rest", .table, "an Excel workbook"),
    ])
    func `a file that is no list gives nobody`(text: String, kind: ListKind, reason: String) {
        let list = ReadList(text, kind)
        #expect(list.subscribers.isEmpty)
        #expect(list.lines.last?.hasPrefix("NOT A LIST") == true)
        #expect(list.lines.last?.contains(reason) == true, "\(list.lines)")
    }

    @Test func `a failing disk gives no list`() {
        let source = FailingBytes(good: MemoryBytes("a@hub.example\n"), code: 5)
        #expect(throws: NotAList(path: "a.txt", "cannot be read: Input/output error")) {
            try ListReader(source, path: "a.txt", kind: .text)
        }
    }

    @Test func `names in Windows-1252 are read and addresses in it are not`() {
        let bytes = Array("Zo_ <zoe@hub.example>\njos_@hub.example\n# caf_\n_ <b@hub.example>\n".utf8)
            .map { $0 == UInt8(ascii: "_") ? 0xEB : $0 }
        #expect(
            ReadList(bytes).lines == [
                "+ 1 Zoë <zoe@hub.example>",
                "! lists/a.txt:2:4: error: an address with a byte above 127 in a line that is not UTF-8: "
                    + "save the list as UTF-8",
                "+ 4 ë <b@hub.example>",
                "! lists/a.txt:1:1: warning: 3 lines not in UTF-8, read as Windows-1252: save it as UTF-8",
            ])
    }

    @Test func `a damaged name costs its letters, not its address`() {
        let bytes = Array("Zoë ".utf8) + [0xFF] + Array(" <zoe@hub.example>\nann@hub.example".utf8)
        #expect(
            ReadList(bytes).lines == [
                "+ 1 Zoë \u{FFFD} <zoe@hub.example>", "+ 2  <ann@hub.example>",
                "! lists/a.txt:1:1: warning: 1 line with characters that are not valid UTF-8: shown as U+FFFD",
            ])
    }
}
