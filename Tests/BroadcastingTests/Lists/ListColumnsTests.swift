import Testing

@testable import Broadcasting

struct ListColumnsTests {
    @Test(
        arguments: [
            (["email", "name"], 0, 1), (["Name", " E-Mail "], 1, 0), (["Email address", "Nickname"], 0, 1),
            (["e-mail", "email", "nickname", "name"], 1, 3), (["\u{FEFF}EMAIL"], 0, nil),
        ] as [([String], Int, Int?)])
    func `the columns of addresses and names are found`(header: [String], email: Int, name: Int?) throws {
        let columns = try ListColumns(header: header)
        #expect(columns[.email] == email)
        #expect(columns[.name] == name)
    }

    @Test(arguments: [
        (["name", "phone"], ListColumns.Fault.noEmail), ([], .noEmail), (["jo@hub.example"], .noEmail),
        (["email", "Email"], .twice("email", "email", second: 1)),
        (["e-mail", "x", "email address"], .twice("e-mail", "email address", second: 2)),
        (["email", "name", "name"], .twice("name", "name", second: 2)),
        (["email", "delivery", "delivery"], .twice("delivery", "delivery", second: 2)),
    ])
    func `a header that does not say where the addresses are is none`(
        header: [String], fault: ListColumns.Fault
    ) {
        #expect(throws: fault) { try ListColumns(header: header) }
    }

    @Test(arguments: [
        ("City", "city"), ("First name", "first_name"), ("phone-no", "phone-no"), ("a_b", "a_b"),
        ("Phone (work)", "phone_work"), ("  ", ""), ("\u{2014}", ""), ("R\u{E9}gion", "r_gion"), ("_x", "x"),
    ])
    func `a header becomes a key for templates`(header: String, key: String) {
        #expect(ListColumns.key(of: header) == key)
    }

    @Test func `of two columns with one key the first wins`() throws {
        let columns = try ListColumns(header: ["email", "City", "city!", "", "Name!"])
        #expect(columns.others == [.init(index: 1, key: "city")])
        #expect(columns.hidden.map(\.header) == ["city!", "Name!"])
    }

    @Test func `a Google export is one though its column of addresses has another name`() throws {
        let columns = try ListColumns(header: ["email", "Group status", "Email preference"])
        #expect(columns.isGoogleExport && columns.canPassOver)
        #expect(columns.others == [])
    }

    @Test func `Google's columns count only beside Google's column of addresses`() throws {
        #expect(try ListColumns(header: ["Email address", "Group status"]).isGoogleExport)
        let own = try ListColumns(header: ["email", "Group status", "Email status"])
        #expect(!own.isGoogleExport)
        #expect(own.others.map(\.key) == ["group_status", "email_status"])
        #expect(!own.canPassOver)
    }
}
