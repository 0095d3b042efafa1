import Testing

@testable import Broadcasting

struct ListLayoutTests {
    @Test(arguments: [
        ("email,name\r\na@hub.example,Ann", ListKind.table), ("name;email\r\nAnn;a@hub.example", .table),
        ("email\tname\na@hub.example\tAnn", .table), ("email\tname\na@hub.example\tAnn", .text),
        ("# our list\n\nemail,name\na@hub.example,Ann", .text),
        ("sep=;\r\nname;email\r\nAnn;a@hub.example", .table),
        ("\"sep=|\"\r\nname|email\r\nAnn|a@hub.example", .table),
        ("SEP=,\nemail,name\na@hub.example,Ann", .text),
        ("\u{FEFF}\"Email\",\"Name\"\r\n\"a@hub.example\",\"Ann\"", .table),
        ("\n \nemail,name\na@hub.example,Ann", .table),
        ("Members for group Lines\nEmail address,Nickname,Group status\na@hub.example,Ann,member", .text),
        (
            "Mitglieder der Gruppe Lines\nEmail address,Nickname,Email preference\na@hub.example,Ann,email",
            .table
        ),
    ])
    func `a table is known by its header`(text: String, kind: ListKind) {
        let list = ReadList(text, kind)
        #expect(list.subscribers.count == 1)
        #expect(list.subscribers.first?.contains(" Ann <a@hub.example>") == true, "\(list.lines)")
    }

    @Test func `only Google's header may have a row above it`() {
        let list = ReadList("Our list\nemail,name\na@hub.example,Ann\n", .table)
        #expect(
            list.lines.first?.contains("no column is named 'email'; found 'Our list'") == true,
            "\(list.lines)")
    }

    @Test func `a text list that mentions a header is a text list`() {
        let list = ReadList("ann@hub.example\nemail,name\n")
        #expect(list.subscribers == ["+ 1  <ann@hub.example>"])
        #expect(list.summary.bad == 1)
    }
}
