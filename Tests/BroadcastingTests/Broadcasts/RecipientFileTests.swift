import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct RecipientFileTests {
    private func line(_ number: Int) -> String {
        #"{"to":"a\#(number)@hub.example","name":"\#(String(repeating: "x", count: number % 90))","list":"news"}"#
            + "\n"
    }

    @Test func `each recipient is found by number, in any order`() throws {
        let folder = try TemporaryFolder()
        // Some windows of the file.
        let count = 3_000
        try folder.write((0..<count).map(line).joined(), to: "recipients.jsonl")
        let file = try RecipientFile(folder("recipients.jsonl"))
        #expect(file.count == count)
        var generator = SeededGenerator(seed: 3)
        for index in [0, count - 1, 1] + (0..<500).map({ _ in Int.random(in: 0..<count, using: &generator) })
        {
            #expect(try file.recipient(at: index).address.description == "a\(index)@hub.example")
        }
    }

    @Test func `an empty file has nobody`() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "recipients.jsonl")
        #expect(try RecipientFile(folder("recipients.jsonl")).count == 0)
    }

    @Test func `damage is named by its line`() throws {
        let folder = try TemporaryFolder()
        try folder.write(line(0) + "{}\n" + line(2), to: "recipients.jsonl")
        let file = try RecipientFile(folder("recipients.jsonl"))
        _ = try file.recipient(at: 0)
        #expect(throws: DamagedRecord("\(folder("recipients.jsonl")):2: there is no address 'to'")) {
            try file.recipient(at: 1)
        }
        #expect(try file.recipient(at: 2).address.description == "a2@hub.example")
    }

    @Test func `a last line that is cut is damage`() throws {
        let folder = try TemporaryFolder()
        try folder.write(line(0) + String(line(1).dropLast()), to: "recipients.jsonl")
        #expect(throws: DamagedRecord.self) { try RecipientFile(folder("recipients.jsonl")) }
    }
}
