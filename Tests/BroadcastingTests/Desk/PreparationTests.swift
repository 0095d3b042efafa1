import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct PreparationTests {
    @Test func `until it is committed there is only a folder with a dot, and discarded there is none`() throws
    {
        let desk = try StaffedDesk()
        let preparation = try Preparation(
            id: "2050-11-23T120000Z-a", configuration: desk.configuration, clock: desk.time.clock,
            key: desk.key)
        #expect(try Folder.names(in: desk.folder("broadcasts")) == [".2050-11-23T120000Z-a"])
        preparation.discard()
        #expect(try Folder.names(in: desk.folder("broadcasts")) == [])
    }

    @Test func `nothing is left of a draft that is turned away`() throws {
        let desk = try StaffedDesk(lists: ["news": "# nobody\n"])
        _ = try desk.take()
        #expect(try Folder.names(in: desk.folder("broadcasts")) == [])
    }

    @Test func `everything is for its owner alone`() throws {
        let desk = try StaffedDesk()
        let folder = desk.folder("broadcasts/\(try desk.accept().id)")
        for name in try Folder.names(in: folder) {
            var status = stat()
            try #require(stat("\(folder)/\(name)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test func `recipients are frozen in the order of the lists, with the list they belong to`() throws {
        let desk = try StaffedDesk(lists: [
            "kent": "b@hub.example\nc@hub.example\n", "news": "a@hub.example\nB@Hub.example\nx@hub.example\n",
            "board": "x@hub.example\n",
        ])
        let record = try desk.accept("a.md", "Subject: A\nTo: news, kent\nExcept: board\n\nText.\n")
        let file = try RecipientFile(desk.folder("broadcasts/\(record.id)/recipients.jsonl"))
        let found = try (0..<file.count).map { try file.recipient(at: $0) }
        #expect(
            found.map { "\($0.list) \($0.address)" }
                == ["news a@hub.example", "news B@hub.example", "kent c@hub.example"])
        #expect(record.lists.map(\.recipients) == [2, 1])
        #expect(record.lists.map(\.subscribers) == [3, 2])
    }

    @Test func `one who is suppressed is counted, and marked with the reason`() throws {
        let desk = try StaffedDesk()
        try desk.folder.makeFolder("state")
        let suppressions = Suppressions(desk.folder("state/suppressions.jsonl"))
        let entry = Suppressions.Entry(
            at: desk.time.now, address: try EmailAddress("ANN@hub.example"), list: nil, reason: "asked")
        try suppressions.append([entry])
        let record = try desk.accept()
        #expect(record.suppressed == 1 && record.recipients == 2)
        let file = try RecipientFile(desk.folder("broadcasts/\(record.id)/recipients.jsonl"))
        #expect(try file.recipient(at: 0).suppressed == "asked (2050-11-23T12:00:00.000Z)")
        #expect(try file.recipient(at: 1).suppressed == nil)
        #expect(
            record.problems == [
                "lists/news.txt:1:1: warning: 'ANN@hub.example' is suppressed since 2050-11-23 (asked), and is not mailed"
            ])
    }

    @Test func `of many who are suppressed the first are named, and all are counted`() throws {
        let people = (0..<30).map { "p\($0)@hub.example" }
        let desk = try StaffedDesk(lists: ["news": people.map { $0 + "\n" }.joined()])
        try desk.folder.makeFolder("state")
        try Suppressions(desk.folder("state/suppressions.jsonl")).append(
            people.dropFirst(5).map {
                Suppressions.Entry(at: desk.time.now, address: try EmailAddress($0), list: nil, reason: "")
            })
        let record = try desk.accept()
        #expect(record.suppressed == 25 && record.problems.count == 11)
        #expect(
            record.problems.last
                == "lists/news.txt:1:1: warning: … and 15 more suppressed addresses: 'linerelay check' names them"
        )
    }

    @Test func `the largest message is that of the longest name`() throws {
        let name = String(repeating: "Long ", count: 20)
        let desk = try StaffedDesk(lists: ["news": "a@hub.example\n\(name)<b@hub.example>\n"])
        let record = try desk.accept()
        var sizes: [Int] = []
        let file = try RecipientFile(desk.folder("broadcasts/\(record.id)/recipients.jsonl"))
        for index in 0..<file.count {
            let recipient = try file.recipient(at: index)
            var message: [UInt8] = []
            record.write(to: recipient, record.messageIDs(desk.key), into: &message)
            sizes.append(message.count)
        }
        #expect(record.largestMessage == sizes[1] && sizes[1] > sizes[0])
    }

    @Test func `the archive copy is addressed to the list, and names nobody`() throws {
        let desk = try StaffedDesk()
        let copy = try desk.folder.read("broadcasts/\(try desk.accept().id)/message.eml")
        #expect(copy.contains("\r\nTo: ") && copy.contains("news@"))
        #expect(!copy.contains("ann@") && !copy.contains("Bob"))
    }

    @Test func `a template that asks for what does not exist rejects the draft`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write("{{subject}} {{subscriber.area}}\n", to: "Templates/lines.txt.mustache")
        let problems = try #require(try desk.take().problems)
        #expect(problems.count == 1 && problems[0].contains("lines.txt.mustache:1:13"), "\(problems)")
        #expect(try Folder.names(in: desk.folder("broadcasts")) == [])
    }
}
