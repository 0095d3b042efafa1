import Glibc
import Testing

@testable import Broadcasting

struct PersonTests {
    @Test(arguments: [
        ("Ann Day", "annday"), (" ann  day ", "Ann Day"), ("ANN", "ann"), ("A\u{AD}nn\u{2060}", "ann"),
        ("Zoe\u{308}", "zo\u{EB}"),
        ("Ann\u{A0}Day", "Ann\u{200B}Day"),
    ])
    func `one name is one person, however it is written`(one: String, other: String) throws {
        let (one, other) = (try #require(Person(one)), try #require(Person(other)))
        #expect(one == other && Set([one, other]).count == 1)
    }

    @Test func `two names are two people`() { #expect(Person("Ann") != Person("Anne")) }

    @Test(arguments: [
        "", " ", "\u{200B}", "\u{2060}\u{AD}", "Ann\nBob", "Ann\u{202E}", "\u{1B}[2J",
        String(repeating: "a", count: 101),
    ])
    func `what cannot be shown names nobody`(text: String) { #expect(Person(text) == nil) }

    @Test func `a login without a name is a number`() {
        #expect(Person(user: 0).name == "root")
        #expect(Person(user: 3_999_999_999).name == "uid 3999999999")
    }
}
