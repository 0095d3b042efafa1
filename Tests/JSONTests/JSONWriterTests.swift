import JSON
import Testing

struct JSONWriterTests {
    @Test func `what is taken in pieces is the same text`() {
        var whole = JSONWriter(pretty: true)
        var pieces = JSONWriter(pretty: true)
        var taken: [UInt8] = []
        whole.beginArray()
        pieces.beginArray()
        for number in 0..<3 {
            whole.value(.object([.init("number", .integer(Int64(number)))]))
            pieces.value(.object([.init("number", .integer(Int64(number)))]))
            taken += pieces.takeBytes()
        }
        whole.endArray()
        pieces.endArray()
        #expect(taken + pieces.takeBytes() == whole.bytes && pieces.bytes.isEmpty)
    }

    @Test func `a journal line is written in the order given`() {
        var writer = JSONWriter()
        writer.object { line in
            line.member("at", string: "2026-11-23T20:24:39.123Z")
            line.member("code", int: 250)
            line.member("ms", number: 1.5)
            line.member("maybeDuplicate", bool: true)
            line.nullMember("next")
            line.objectMember("reach") { $0.member("50", int: Int64.min) }
            line.member("lists", json: ["a", 1])
            line.arrayMember("none") { _ in }
        }
        writer.endLine()
        writer.object {
            $0.name("a\"b"); $0.integer(255)
        }
        #expect(
            writer.text == """
                {"at":"2026-11-23T20:24:39.123Z","code":250,"ms":1.5,"maybeDuplicate":true,"next":null,\
                "reach":{"50":-9223372036854775808},"lists":["a",1],"none":[]}
                {"a\\"b":255}
                """)
    }

    @Test func `one writer writes one text after the other`() {
        var writer = JSONWriter(pretty: true)
        writer.value(["x"])
        writer.endLine()
        writer.value([])
        writer.endLine()
        #expect(writer.text == "[\n  \"x\"\n]\n[]\n")
        writer.beginObject()
        writer.name("a")
        writer.removeAll()
        writer.value(["x": 1])
        #expect(writer.text == "{\n  \"x\": 1\n}")
    }

    @Test func `pretty text has one member a line`() {
        let value: JSON = ["a": [1, ["b": .null, "c": [:]]], "d": [], "e": "f"]
        #expect(
            value.text(pretty: true) == """
                {
                  "a": [
                    1,
                    {
                      "b": null,
                      "c": {}
                    }
                  ],
                  "d": [],
                  "e": "f"
                }
                """)
    }

    @Test(arguments: [
        ("plain text", "plain text"), ("\"\\/\n\r\t", #"\"\\/\n\r\t"#),
        ("\0\u{1F}\u{7F}", #"\u0000\u001f\u007f"#),
        ("\u{80}\u{85}\u{9F}\u{A0}", "\\u0080\\u0085\\u009f\u{A0}"), ("é€😀", "é€😀"),
        ("\u{2028}\u{2029}", #"\u2028\u2029"#), ("a\u{202E}b\u{2066}c\u{2069}", #"a\u202eb\u2066c\u2069"#),
        ("\u{200B}\u{200D}\u{200E}\u{200F}\u{61C}\u{FEFF}", #"\u200b\u200d\u200e\u200f\u061c\ufeff"#),
        ("\u{AD}\u{2060}\u{E0041}", #"\u00ad\u2060\udb40\udc41"#),
        ("\u{2027}\u{2030}\u{200A}", "\u{2027}\u{2030}\u{200A}"),
        ("", ""),
    ])
    func `what a reader could not see is escaped`(text: String, expected: String) throws {
        #expect(JSON.string(text).text() == "\"\(expected)\"")
        #expect(try JSON.parse(JSON.string(text).bytes()) == .string(text))
    }

    @Test(
        arguments: [
            (.number(1), "1.0"), (.number(1e300), "1e+300"), (.number(.infinity), "null"),
            (.number(.nan), "null"),
            (.integer(.max), "9223372036854775807"), (0, "0"), (-7, "-7"), (100, "100"), (.null, "null"),
            (false, "false"),
        ] as [(JSON, String)])
    func `numbers and words are JSON`(value: JSON, expected: String) {
        #expect(value.text() == expected)
    }

    @Test func `what needs an escape has it, wherever in a text it stands`() throws {
        for value in UInt8(0)...0x7F {
            let mark = Character(Unicode.Scalar(value))
            let isPlain = (0x20...0x7E).contains(value) && value != 0x22 && value != 0x5C
            for place in 0..<19 {
                let text =
                    String(repeating: "a", count: place) + String(mark)
                    + String(repeating: "~", count: 18 - place)
                var writer = JSONWriter()
                writer.string(text)
                #expect(writer.bytes.allSatisfy { (0x20...0x7E).contains($0) })
                #expect(writer.bytes.count == 21 || !isPlain, "\(value) at \(place)")
                #expect(writer.bytes.contains(UInt8(ascii: "\\")) != isPlain, "\(value) at \(place)")
                #expect(try JSON.parse(writer.bytes).stringValue == text)
            }
        }
    }

    @Test func `two texts are one, with a space between`() {
        for (first, expected) in [("2.0.0", "2.0.0 Ok\\t"), (nil, "Ok\\t"), ("\"", "\\\" Ok\\t")]
            as [(String?, String)]
        {
            var writer = JSONWriter()
            writer.object { $0.member("reply", string: first, "Ok\t") }
            #expect(writer.text == "{\"reply\":\"\(expected)\"}")
        }
    }
}
