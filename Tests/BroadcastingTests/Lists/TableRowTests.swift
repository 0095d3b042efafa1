import Testing

@testable import Broadcasting

struct TableRowTests {
    @Test(arguments: [
        // Only the mark of a name; the address is good.
        ("email,name\na@hub.example,x\u{202E}y", "! lists/a.csv:2:15: error: 'U+202E' in a name changes"),
        ("email,name\n,Jo", "! lists/a.csv:2:1: error: no address in the column of addresses"),
        ("name,email\nJo", "! lists/a.csv:2:1: error: no address in the column of addresses"),
        ("email,delivery\na@hub.example,x,none", "! lists/a.csv:2:17: error: 3 cells under 2 headers"),
        ("email,name\n\"a@hub.example", "! lists/a.csv:2:1: error: the quote that opens here is not closed"),
        ("email,name\n\"a@hub.example\"x,y", "! lists/a.csv:2:16: error: text behind a closing quote"),
    ])
    func `a bad row is named with its cell`(text: String, expected: String) {
        let list = ReadList(text + "\nlast@hub.example,last@hub.example\n", .table)
        #expect(list.lines.first?.hasPrefix(expected) == true, "\(list.lines)")
        #expect(list.subscribers.count == 1)
    }

    @Test(arguments: [
        (
            "a@hub.example,b@hub.example",
            "! lists/a.csv:2:15: warning: the name 'b@hub.example' is another address", ""
        ),
        ("a@hub.example,A@HUB.example", "+ 2  <a@hub.example>", ""),
        ("a@hub.example,Jo,Bloggs", "! lists/a.csv:2:18: warning: 3 cells under 2 headers", "Jo"),
        ("a@hub.example,J\u{7}o", "! lists/a.csv:2:15: warning: control characters in a cell", "J o"),
        ("a@hub.example,\"Jo\nBloggs\"", "+ 2 Jo Bloggs <a@hub.example>", "Jo Bloggs"),
        ("Ann <a@hub.example>,", "+ 2 Ann <a@hub.example>", "Ann"),
        ("\"a@hub.example\n\",Jo", "+ 2 Jo <a@hub.example>", "Jo"),
    ])
    func `what can be put right is mailed`(row: String, first: String, name: String) {
        let list = ReadList("email,name\n" + row, .table)
        #expect(list.lines.first?.hasPrefix(first) == true, "\(list.lines)")
        #expect(list.subscribers == ["+ 2 \(name) <a@hub.example>"])
    }

    @Test func `a name of more than 128 characters is cut`() {
        let list = ReadList("email,name\na@hub.example,\(String(repeating: "é", count: 200))", .table)
        #expect(list.subscribers == ["+ 2 \(String(repeating: "é", count: 128)) <a@hub.example>"])
        #expect(list.lines.count == 2)
    }

    @Test func `a row that is too short has empty cells`() {
        #expect(
            ReadList("email,name,city\na@hub.example\n", .table).lines == ["+ 2  <a@hub.example>"])
    }

    @Test func `names in Windows-1252 are read and addresses in it are not`() {
        let bytes = Array("email,name\na@hub.example,Zo_\nb_@hub.example,B\n".utf8)
            .map { $0 == UInt8(ascii: "_") ? 0xEB : $0 }
        let list = ReadList(bytes, .table)
        #expect(list.subscribers == ["+ 2 Zoë <a@hub.example>"])
        #expect(list.lines[1].hasPrefix("! lists/a.csv:3:2: error: an address with a byte above 127"))
    }
}
