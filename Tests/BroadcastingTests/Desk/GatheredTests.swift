import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct GatheredTests {
    private func gathered(_ text: String, except: String? = nil) throws -> Gathered {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "news.csv")
        if let except { try folder.write(except, to: "board.txt") }
        let gathering = try Gathering.run(
            to: [try #require(Name("news"))], except: except == nil ? [] : [try #require(Name("board"))],
            folder: try ListFolder(at: folder.path), keeping: 2
        ) { _, _ in }
        return Gathered(lists: gathering.lists)
    }

    @Test func `bad lines are warnings, for the good ones are sent; those not kept are counted`() throws {
        let found = try gathered("email,area\na@hub.example,Kent\nb@\nc@\nd@\n")
        #expect(found.recipients == 1)
        #expect(found.problems.allSatisfy { $0.severity == .warning })
        #expect(found.problems.map(\.position?.line) == [3, 4, nil])
        #expect(found.problems.last?.message == "… and 1 more bad line")
        #expect(found.reasonsToHold(BroadcastHistory()).isEmpty)
        #expect(found.columns.contains("area"))
    }

    @Test func `a list under Except gives no columns, no recipients, and a reason for each bad line`() throws
    {
        let found = try gathered("email\na@hub.example\nb@hub.example\n", except: "b@hub.example\nc@\n")
        #expect(found.recipients == 1)
        #expect(found.reasonsToHold(BroadcastHistory()).count == 1)
        #expect(found.nobody == "there is nobody to mail: no usable address is left on 'news'")
    }

    @Test func `a file that is no list is a reason, and said first`() throws {
        let found = try gathered("phone,area\n1,Kent\n")
        #expect(found.recipients == 0)
        #expect(found.reasonsToHold(BroadcastHistory()).count == 1)
        #expect(found.problems.first?.path == "lists/news.csv")
    }
}
