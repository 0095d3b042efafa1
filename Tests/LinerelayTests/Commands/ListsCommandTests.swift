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
        let one = try await workspace.ran("lists kent")
        #expect(
            one.code == 1 && one.output == "kent: no list\n"
                && one.errors.hasPrefix("lists/kent.csv:1:1: error: "))
        let none = try await workspace.ran("lists ../lists/news")
        #expect(none.code == 66 && none.errors == "linerelay: there is no list '../lists/news'\n")
    }

    @Test func `of one list it is told who gets the next message, and why the others do not`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(
            "email,name,unsubscribed,delivery\nann@hub.example,Ann Day,,\nbob@hub.example,,,none\nsue@hub.example,Sue,,\n"
                + "cy@hub.example,,2026-01-01,\nbad,,,\nANN@hub.example,,,\neve@hub.example,,,\neve@hub.example,,yes,\n"
                + "dan@hub.example,,,each\n",
            to: "lists/kent.csv")
        #expect(try await workspace.ran("suppress sue@hub.example --reason phone").code == 0)
        let day = String(try workspace.read("state/suppressions.jsonl").dropFirst(7).prefix(10))
        let run = try await workspace.ran("lists kent")
        #expect(run.code == 0)
        let told = """
            kent: 3 subscribers, 1 suppressed, 3 not to be mailed, 1 bad line, 1 repeated

            Get the next message:
              Ann Day <ann@hub.example>
              dan@hub.example

            Do not get it:
              lists/kent.csv:3: bob@hub.example: set to no delivery
              lists/kent.csv:4: Sue <sue@hub.example>: suppressed since \(day) (phone)
              lists/kent.csv:5: cy@hub.example: unsubscribed
              lists/kent.csv:6:1: bad line: 'bad' is not an email address: no '@'
              lists/kent.csv:7: ANN@hub.example: is on line 2 too
              lists/kent.csv:8: eve@hub.example: unsubscribed
              lists/kent.csv:9: eve@hub.example: unsubscribed

            """
        #expect(run.output == told, "\(run)")
    }

    @Test func `a long list is told whole, and of those left out the first thousand`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(
            list: "news", (0..<5_000).map { $0 % 2 == 0 ? "p\($0)@hub.example" : "bad \($0)" })
        let run = try await workspace.ran("lists news")
        #expect(run.output.contains("\n  p4998@hub.example\n\nDo not get it:\n"))
        #expect(run.output.hasSuffix("… and 1500 more: --json names all\n"))
        let json = try await workspace.ran("lists news --json")
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
        let lines = try #require(found.first?["lines"] as? [[String: Any]])
        #expect(lines.count == 5_000 && lines.count { $0["mailed"] as? Bool == true } == 2_500)
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
                "name", "title", "subscribers", "suppressed", "badLines", "warnings", "digest", "notMailed",
                "repeated",
                "columns", "usable", "problems", "lines",
            ])
        #expect(list["name"] as? String == "kent")
        #expect(list["subscribers"] as? Int == 1 && list["badLines"] as? Int == 1)
        #expect(list["columns"] as? [String] == ["city"])
    }
}
