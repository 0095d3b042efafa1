import Mail
import Testing

@Suite struct ReplyParserTests {
    private func replies(to text: String) throws -> [Reply] { try replies(to: Array(text.utf8)) }

    private func replies(to octets: [UInt8]) throws -> [Reply] {
        var parser = ReplyParser()
        parser.append(octets)
        var replies: [Reply] = []
        while let reply = try parser.next() { replies.append(reply) }
        return replies
    }

    @Test(arguments: [
        (
            "250 2.0.0 Ok: queued as 4F1D\r\n",
            Reply(code: 250, status: .init(2, 0, 0), text: "Ok: queued as 4F1D")
        ),
        ("250\r\n", Reply(code: 250, text: "")),
        ("250 \r\n", Reply(code: 250, text: "")),
        ("354 go ahead\n", Reply(code: 354, text: "go ahead")),
        ("550 5.1.10 gone\r\n", Reply(code: 550, status: .init(5, 1, 10), text: "gone")),
        ("550 5.1.1\r\n", Reply(code: 550, status: .init(5, 1, 1), text: "")),
        ("250-a\r\n250-\r\n250 b\r\n", Reply(code: 250, text: "a b")),
        ("250-a\r\n250\r\n", Reply(code: 250, text: "a")),
        (
            "550-5.1.1 no such\r\n550-5.1.1 user\r\n550 5.1.1 here\r\n",
            Reply(code: 550, status: .init(5, 1, 1), text: "no such user here")
        ),
        ("550 2.1.1 odd\r\n", Reply(code: 550, text: "2.1.1 odd")),
        ("250 2.0.0ok\r\n", Reply(code: 250, text: "2.0.0ok")),
        ("550 5.1.1000 x\r\n", Reply(code: 550, text: "5.1.1000 x")),
        ("550 5..1 x\r\n", Reply(code: 550, text: "5..1 x")),
        ("250 a\u{1B}[31m\u{0}b\tc\u{202E}d\u{85}é\r\n", Reply(code: 250, text: "a?[31m?b c?d?é")),
        ("250 a\rb\r\n", Reply(code: 250, text: "a?b")),
        ("250 a\r\r\n", Reply(code: 250, text: "a")),
        ("599 x\r\n", Reply(code: 599, text: "x")),
    ])
    func `a reply is read`(text: String, expected: Reply) throws {
        #expect(try replies(to: text) == [expected])
    }

    @Test func `octets that are no UTF-8 are shown as question marks`() throws {
        #expect(try replies(to: Array("250 a".utf8) + [0xFF, 0xC3, 0x0D, 0x0A]).map(\.text) == ["a??"])
    }

    @Test(arguments: [
        "2\r\n", "25x ok\r\n", "\r\n", "150 ok\r\n", "600 ok\r\n", "250+ok\r\n", "hello\r\n", " 250 ok\r\n",
        "HTTP/1.1 400 Bad Request\r\n",
    ])
    func `what is no reply throws`(text: String) {
        #expect(throws: ReplyProblem.self) { try replies(to: text) }
    }

    @Test func `the limits hold`() throws {
        let line = { (count: Int) in "250-" + String(repeating: "x", count: count - 6) + "\r\n" }
        #expect(throws: ReplyProblem.lineTooLong) { try replies(to: line(4_098)) }
        #expect(throws: ReplyProblem.lineTooLong) { try replies(to: String(repeating: "2", count: 5_000)) }
        #expect(throws: ReplyProblem.replyTooLong) {
            try replies(to: String(repeating: line(10), count: 129))
        }
        #expect(throws: ReplyProblem.replyTooLong) {
            try replies(to: String(repeating: line(4_000), count: 17))
        }
        #expect(throws: ReplyProblem.codesDiffer(250, 550)) { try replies(to: "250-a\r\n550 b\r\n") }
        #expect(try replies(to: String(repeating: line(10), count: 127) + "250 x\r\n").count == 1)
    }

    @Test func `pieces of any size make the same replies`() throws {
        let text = "220 hello\r\n250-a\r\n250-SIZE 1\r\n250 2.0.0 b\r\n550 5.1.1 no\n354 go\r\n"
        let whole = try replies(to: text)
        #expect(whole.map(\.code) == [220, 250, 550, 354])
        var random = SeededRandom(seed: 5)
        for _ in 0..<500 {
            var parser = ReplyParser()
            var rest = Array(text.utf8)[...]
            var got: [Reply] = []
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...12, using: &random))
                rest = rest.dropFirst(piece.count)
                parser.append(Array(piece))
                while let reply = try parser.next() { got.append(reply) }
            }
            #expect(got == whole)
            // Nothing is left over that would be taken for the beginning of another reply.
            parser.append(Array("220 next\r\n".utf8))
            #expect(try parser.next()?.text == "next")
        }
    }

    @Test func `a long conversation does not pile up`() throws {
        var parser = ReplyParser()
        parser.append(Array("250 a".utf8))
        for _ in 0..<5_000 {
            parser.append(Array("\r\n250 a".utf8))
            #expect(try parser.next()?.text == "a")
        }
        #expect(try parser.next() == nil)
    }

    @Test func `no octets make it trap`() {
        var random = SeededRandom(seed: 6)
        let parts = ["250", "-", " ", "5.1.1", "\r\n", "\n", ".", "550", "\r", "\u{202E}", "x", "\0"]
        for _ in 0..<20_000 {
            var octets = Array(random.mixture(of: parts, upTo: 20).utf8)
            if !octets.isEmpty {
                octets[Int.random(in: 0..<octets.count, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            guard let replies = try? replies(to: octets) else { continue }
            for reply in replies { _ = Verdict(of: reply, at: .rcpt) }
        }
    }
}
