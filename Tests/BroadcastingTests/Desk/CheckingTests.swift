import Glibc
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct CheckingTests {
    private func checking(_ desk: StaffedDesk) -> Checking {
        Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
    }

    private func problemsOfLists(_ desk: StaffedDesk) -> [Problem] {
        var problems: [Problem] = []
        checking(desk).lists { problems.append($0) }
        return problems
    }

    @Test func `a workspace that is right has no problems`() throws {
        let desk = try StaffedDesk()
        let checking = checking(desk)
        #expect(problemsOfLists(desk) == [])
        #expect(checking.templates() == [])
        #expect(checking.draft(Array(StaffedDesk.lines.utf8), shownAs: "lines.md") == [])
    }

    @Test func `every bad line of every list is an error with its place`() throws {
        let desk = try StaffedDesk(lists: ["kent": "a@hub.example\nb@\n", "news": "c@\n"])
        let problems = problemsOfLists(desk)
        #expect(
            problems.contains {
                $0.path == "lists/kent.txt" && $0.position?.line == 2 && $0.severity == .error
            })
        #expect(
            problems.contains {
                $0.path == "lists/news.txt" && $0.position?.line == 1 && $0.severity == .error
            })
    }

    @Test func `a list that carries its own address is told`() throws {
        let desk = try StaffedDesk(
            #""listDomain": "lists.hub.example""#, lists: ["news": "news@lists.hub.example\n"])
        #expect(problemsOfLists(desk).contains { $0.severity == .error && $0.position?.line == 1 })
    }

    @Test func `a template may ask for the columns that a list has, and for no others`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write("email,area\na@hub.example,Kent\n", to: "lists/areas.csv")
        try desk.folder.write("{{subscriber.area}}\n", to: "Templates/lines.txt.mustache")
        #expect(checking(desk).templates() == [])
        try desk.folder.write("{{subscriber.arena}}\n", to: "Templates/lines.txt.mustache")
        #expect(checking(desk).templates().map(\.position) == [Position(line: 1, column: 1)])
    }

    @Test func `a list that was saved a moment ago has its columns`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write("email,area\na@hub.example,Kent\n", to: "lists/areas.csv")
        try desk.folder.write("{{subscriber.area}}\n", to: "Templates/lines.txt.mustache")
        let saved = StandingClock(at: try #require(Timestamp(of: desk.folder("lists/areas.csv"))))
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: saved.clock)
        #expect(checking.draft(Array("Subject: A\nTo: areas\n\nText.\n".utf8), shownAs: "a.md") == [])
    }

    @Test func `a draft is looked at as the desk would, and stays where it is`() throws {
        let desk = try StaffedDesk()
        let text = "Subject: A\nTo: nws\nAttach: a.pdf\n\nText.\n"
        #expect(
            checking(desk).draft(Array(text.utf8), shownAs: "a.md").map(\.description) == [
                "a.md:2:5: error: there is no list 'nws'; did you mean 'news'?",
                "a.md:3:9: error: there is no 'a.pdf' in drafts/attachments; put it there, or correct the name",
            ])
        #expect(desk.folder.names(in: "broadcasts") == [])
    }
}

extension Timestamp {
    /// When a file changed last.
    fileprivate init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(
            milliseconds: Int64(status.st_ctim.tv_sec) * 1_000 + Int64(status.st_ctim.tv_nsec) / 1_000_000)
    }
}
