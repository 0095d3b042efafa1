import Foundation
import TestSupport
import Testing

struct ListsCommandTests {
    @Test func `lists are told with their sizes, and problems beside them`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(
            "email,delivery\na@hub.example,\nb@hub.example,none\nbad,\n", to: "lists/kent.csv")
        try workspace.write(list: "one", ["a@hub.example", "A@hub.example", "one@lists.hub.example"])
        let run = try await workspace.ran("lists")
        #expect(run.code == 0)
        #expect(
            run.output == """
                kent: 1 subscriber, 1 not to be mailed, 1 bad line
                news: 2 subscribers
                one: 1 subscriber, 1 bad line, 1 repeated

                """)
        #expect(run.errors.contains("lists/kent.csv:4:1: error: 'bad' is not an email address"))
        #expect(
            run.errors.contains("lists/one.txt:3:1: error: 'one@lists.hub.example' is a list's own address"))
    }

    @Test func `a list that is none fails, and one that is not there has no file`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("name\nAnn\n", to: "lists/kent.csv")
        let all = try await workspace.ran("lists")
        #expect(all.code == 1 && all.output == "kent: no list\nnews: 2 subscribers\n")
        #expect(
            try await workspace.ran("lists news") == Ran(code: 0, output: "news: 2 subscribers\n", errors: "")
        )
        let none = try await workspace.ran("lists ../lists/news")
        #expect(none.code == 66 && none.errors == "linerelay: there is no list '../lists/news'\n")
    }

    @Test func `the JSON has the documented fields`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("email,city\na@hub.example,Ely\nbad,\n", to: "lists/kent.csv")
        let run = try await workspace.ran("lists kent --json")
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        let list = try #require(found.first)
        #expect(found.count == 1)
        #expect(
            Set(list.keys) == [
                "name", "title", "subscribers", "suppressed", "badLines", "warnings", "notMailed", "repeated",
                "columns", "usable", "problems",
            ])
        #expect(list["name"] as? String == "kent")
        #expect(list["subscribers"] as? Int == 1 && list["badLines"] as? Int == 1)
        #expect(list["columns"] as? [String] == ["city"])
    }
}
