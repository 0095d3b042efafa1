import Testing

@testable import SMTP

struct DotStuffingTests {
    @Test(arguments: [
        ("a\r\n", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"), ("", "\r\n.\r\n"), ("a", "a\r\n.\r\n"),
        ("a\r\n.b\r\n..c\r\n", "a\r\n..b\r\n...c\r\n.\r\n"), ("a.\r\n.", "a.\r\n..\r\n.\r\n"),
        ("a\n.\nb\r\n", "a\n..\nb\r\n.\r\n"),
        ("a\r", "a\r\r\n.\r\n"),
    ])
    func `each line that starts with a full stop gets another`(content: String, wire: String) {
        var buffer = Array(("kept\r\n" + content).utf8)
        DotStuffing.finish(&buffer, from: 6)
        #expect(String(decoding: buffer, as: UTF8.self) == "kept\r\n" + wire)
    }

    @Test(arguments: 0..<20)
    func `taking the dots out again gives the content, and no line within is a lone full stop`(seed: Int) {
        var random = Jitter(state: UInt64(seed))
        for _ in 0..<300 {
            let pieces = [".", "..", "\r\n", "a", "\n", "\r", "."]
            let count = Int.random(in: 0..<40, using: &random)
            let content =
                (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\r\n"
            var buffer = Array(content.utf8)
            DotStuffing.finish(&buffer, from: 0)
            var lines = buffer.split(separator: 0x0A, omittingEmptySubsequences: false)
            #expect(lines.popLast() == [] && lines.popLast() == [0x2E, 0x0D])
            #expect(lines.allSatisfy { $0 != [0x2E, 0x0D] && $0 != [0x2E] })
            let taken = lines.map { $0.first == 0x2E ? Array($0.dropFirst()) : Array($0) }
            #expect(Array(taken.map { $0 + [0x0A] }.joined()) == Array(content.utf8))
        }
    }
}
