import JSON
import Mail
import Testing

@testable import Broadcasting

struct RecipientTests {
    private func recipient(_ columns: [String: String] = [:], suppressed: String? = nil) throws -> Recipient {
        Recipient(
            Subscriber(
                address: try EmailAddress("Ann@hub.example"), name: "Ann \"A\" \u{C9}", columns: columns),
            list: try #require(Name("news")), suppressed: suppressed)
    }

    private func line(_ recipient: Recipient) -> [UInt8] {
        var writer = JSONWriter()
        recipient.write(into: &writer)
        return writer.bytes
    }

    private func read(_ line: [UInt8]) throws -> Recipient {
        try line.withUnsafeBufferPointer { try Recipient($0) }
    }

    @Test func `what is written is read again, on one line`() throws {
        for recipient in [
            try recipient(), try recipient(["area": "Kent\n\u{2028}", "": "x"]),
            try recipient(suppressed: "bounced"),
        ] {
            let line = line(recipient)
            #expect(line.firstIndex(of: 0x0A) == line.count - 1)
            #expect(try read(line.dropLast()) == recipient)
        }
    }

    @Test func `a line is the same whatever the order of its columns`() throws {
        let text = line(try recipient(["b": "2", "a": "1", "c": "3"]))
        let wanted =
            #"{"to":"Ann@hub.example","name":"Ann \"A\" É","list":"news","columns":{"a":"1","b":"2","c":"3"}}"#
        #expect(String(validating: text, as: UTF8.self) == wanted + "\n")
    }

    @Test(arguments: [[:], ["town": "Łódź"], ["a": "1", "b": "", "town": "St Leonards"]])
    func `a line that is read in one pass says what it says to a whole reader, whatever befalls it`(
        columns: [String: String]
    ) throws {
        let plain = Recipient(
            Subscriber(address: try EmailAddress("Ann.B@hub.example"), name: "Ann É", columns: columns),
            list: try #require(Name("news")))
        let good = Array(line(plain).dropLast())
        #expect(try read(good) == plain)
        for place in good.indices {
            for octet: UInt8? in [
                nil, 0x00, 0x0A, 0x20, 0x22, 0x2C, 0x3A, 0x40, 0x41, 0x5C, 0x7B, 0x7D, 0x7F, 0x80, 0xC3, 0xFF,
            ] {
                var line = good
                if let octet { line[place] = octet } else { line.remove(at: place) }
                // White space in front leaves it to the whole reader.
                let (one, other) = (try? read(line), try? read([0x20] + line))
                #expect(one == other, "\(String(decoding: line, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: [
        #""columns":{"a":"1","a":"2"}"#, #""columns":{}"#, #""columns":{"a":1}"#, #""columns":{"a":"1",}"#,
        #""columns":{"a":"1"},"suppressed":"left""#, #""columns":{"a":"1"},"more":1"#, #""columns":null"#,
    ])
    func `odd columns are read alike`(member: String) {
        let line =
            Array(#"{"to":"ann@hub.example","name":"Ann","list":"news","#.utf8) + Array(member.utf8) + [0x7D]
        let (one, other) = (try? read(line), try? read([0x20] + line))
        #expect(one == other)
    }

    @Test func `values come in the order of the fields, empty where there is none`() throws {
        let recipient = try recipient(["area": "Kent"])
        #expect(
            recipient.values(["email", "area", "other", "name"]) == [
                "Ann@hub.example", "Kent", "", recipient.name,
            ])
    }

    @Test(arguments: [
        "", "{", "{}", #"{"to":"ann@","list":"news"}"#, #"{"to":"ann@hub.example"}"#, #"{"list":"news"}"#,
        #"{"to":"ann@hub.example","list":"../news"}"#, #"{"to":"ann@hub.example","list":"news"} x"#,
    ])
    func `a damaged line is told, not guessed`(_ line: String) {
        #expect(throws: DamagedRecord.self) { try read(Array(line.utf8)) }
    }
}
