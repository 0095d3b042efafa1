import JSON
import Testing

/// RFC 8259, section by section, in cases of our own in the manner of JSONTestSuite.
struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", .null), (" \t\r\n true \n", true), ("false", false),
            ("0", 0), ("-0", 0), ("-1", -1), ("1234567890", 1_234_567_890),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
            ("0.5", 0.5), ("-0.0", -0.0), ("1.0", 1.0), ("1e3", 1000.0), ("1E+3", 1000.0), ("25e-1", 2.5),
            ("1e-999", 0.0), ("123456789012345678901234567890", 123_456_789_012_345_678_901_234_567_890.0),
            (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\0"),
            (#""é€😀""#, "é€😀"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#""a\nb\nc""#, "a\nb\nc"),
            ("[]", []), ("[ ]", []), ("[1]", [1]), ("[1,\"a\" , null]", [1, "a", .null]),
            ("[[],[[]]]", [[], [[]]]),
            ("{}", [:]), (#"{ "a" : 1 }"#, ["a": 1]), (#"{"b":1,"a":{"b":[]}}"#, ["b": 1, "a": ["b": []]]),
            (#"{"":1}"#, ["": 1]),
        ] as [(String, JSON)])
    func `what the standard allows is read`(text: String, expected: JSON) throws {
        #expect(try JSON.parse(Array(text.utf8)) == expected)
        #expect(try JSON.parse(Array(text.utf8), options: .relaxed) == expected)
        #expect(try JSON.parse(Array(("x" + text).utf8)[1...]) == expected)
    }

    @Test(arguments: [
        ("", "1:1: ends too early: a value is missing"),
        ("  \n ", "2:2: ends too early: a value is missing"),
        ("1 2", "1:3: '2' after the end: there is one value, and nothing may follow it"),
        ("[1", "1:3: ends too early: a closing ']' is missing"),
        ("{\"a\": 1", "1:8: ends too early: a closing '}' is missing"),
        ("[1 2]", "1:4: expected ',' or ']', found '2': is a comma missing before it?"),
        ("{\"a\": 1\n \"b\": 2}", "2:2: expected ',' or '}', found '\"': is a comma missing before it?"),
        ("[,1]", "1:2: expected a value, found ',': is something missing before the comma?"),
        ("[1,,2]", "1:4: expected a value, found ',': is something missing before the comma?"),
        ("{1: 2}", "1:2: expected a name in double quotes, found '1'"),
        ("{a: 2}", "1:2: expected a name in double quotes, found 'a'"),
        ("{'a': 2}", "1:2: expected a name in double quotes, found ''': use straight double quotes, '\"'"),
        ("{\"a\" 2}", "1:6: expected ':' after the name 'a', found '2'"),
        ("{\"a\"", "1:5: expected ':' after the name 'a', found the end"),
        ("{\"a\":}", "1:6: expected a value, found '}'"),
        ("[“a”]", "1:2: expected a value, found '“': use straight double quotes, '\"'"),
        ("[\u{202E}]", "1:2: expected a value, found U+202E"),
        (
            "[True]",
            "1:2: 'True' is no value: text stands in double quotes, other words are true, false and null"
        ),
        (
            "[nul]",
            "1:2: 'nul' is no value: text stands in double quotes, other words are true, false and null"
        ),
        (
            "[nulls]",
            "1:2: 'nulls' is no value: text stands in double quotes, other words are true, false and null"
        ),
        ("[+1]", "1:2: '+1' is no value: text stands in double quotes, other words are true, false and null"),
        ("{\"a\": 1, \"b\": 2, \"a\": 3}", "1:18: 'a' is given twice: leave one out"),
        ("{\"a\": {\"a\": 1, \"\\u0061\": 2}}", "1:16: 'a' is given twice: leave one out"),
        ("\"a", "1:1: ends too early: this string has no closing '\"'"),
        ("\"a\\", "1:4: ends too early"),
        ("[\"a\nb\"]", "1:2: line ends inside a string: is a closing '\"' missing?"),
        ("\"a\tb\"", "1:3: U+0009 in a string: write it as an escape, a tab as \\t"),
        ("\"C:\\data\"", "1:4: no such escape: write a backslash as '\\\\'"),
        ("\"\\u12\"", "1:2: '\\u' needs four hexadecimal digits behind it"),
        ("\"\\u00g0\"", "1:2: '\\u' needs four hexadecimal digits behind it"),
        ("\"\\ud800\"", "1:2: half of a surrogate pair: write the character itself, or both halves"),
        ("\"\\ud800\\n\"", "1:2: half of a surrogate pair"),
        ("\"\\ud800\\ud800\"", "1:2: half of a surrogate pair"),
        ("\"\\udc00\"", "1:2: half of a surrogate pair"), ("1e999", "1:1: this number is too large"),
    ])
    func `what no mode allows is a problem with its place`(text: String, expected: String) {
        for options in [JSON.Options.strict, .relaxed] {
            let error = #expect(throws: JSONProblem.self) {
                try JSON.parse(Array(text.utf8), options: options)
            }
            #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
        }
    }

    @Test(arguments: ["01", "-", "-01", "1.", "1.e3", "1e", "1e+", "1.2.3", "0x10", "1-", "00", "-a", "2h"])
    func `a number is written as the standard says`(text: String) {
        let error = #expect(throws: JSONProblem.self) { try JSON.parse(Array("[\(text)]".utf8)) }
        #expect(
            error?.message.hasPrefix("'\(text)' is not a number: write it like 0, -5, 2.5 or 1e6") == true)
        #expect(error?.column == 2)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC3, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xE9, 0x22],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is a problem`(bytes: [UInt8]) {
        let error = #expect(throws: JSONProblem.self) { try JSON.parse(bytes) }
        #expect(error?.message == "this string is not UTF-8: save the file as UTF-8")
    }

    @Test(arguments: [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B]] as [[UInt8]])
    func `a file in UTF-16 is named as such`(bytes: [UInt8]) {
        let error = #expect(throws: JSONProblem.self) { try JSON.parse(bytes, options: .relaxed) }
        #expect(error?.description == "1:1: is UTF-16: save the file as UTF-8")
    }

    @Test func `bytes that are not UTF-8 outside a string are named`() {
        let error = #expect(throws: JSONProblem.self) { try JSON.parse([0x5B, 0xE9, 0x5D]) }
        #expect(error?.description == "1:2: expected a value, found byte 0xE9")
    }

    @Test(
        arguments: [
            ("// a\n1", 1), ("/* a\n b **/ 1 /**/", 1), ("[1,]", [1]), ("{\"a\": 1 , // x\r}", ["a": 1]),
            ("{// \"a\": 2\n\"b\"/**/:/**/1/**/}//", ["b": 1]), ("\u{FEFF}1", 1),
            ("\"// no /* comment\"", "// no /* comment"),
        ] as [(String, JSON)])
    func `comments, trailing commas and a byte-order mark are for people only`(text: String, expected: JSON)
        throws
    {
        #expect(try JSON.parse(Array(text.utf8), options: .relaxed) == expected)
        if !text.hasPrefix("\"") {
            #expect(throws: JSONProblem.self) { try JSON.parse(Array(text.utf8)) }
        }
    }

    @Test(arguments: [
        ("[1,,]", "1:4: expected a value, found ','"), ("[,]", "1:2: expected a value, found ','"),
        ("{,}", "1:2: expected a name in double quotes, found ','"), ("/* a", "1:1: this comment has no end"),
        ("/*/", "1:1: this comment has no end"), ("/ 1", "1:1: found a single '/'"),
        ("1 /", "1:3: found a single '/'"),
    ])
    func `the relaxed mode has its limits`(text: String, expected: String) {
        let error = #expect(throws: JSONProblem.self) {
            try JSON.parse(Array(text.utf8), options: .relaxed)
        }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }

    @Test func `values nest a hundred deep and no deeper`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSON.parse(nested(100)) }
        let error = #expect(throws: JSONProblem.self) { try JSON.parse(nested(101)) }
        #expect(error?.description == "1:101: nested deeper than 100")
        #expect(throws: JSONProblem.self) {
            try JSON.parse(Array(repeating: UInt8(ascii: "["), count: 1_000_000))
        }
    }

    @Test func `a name given twice is found among a thousand`() {
        let members = (0..<1000).map { "\"name\($0)\":\($0)" } + ["\"name3\":0"]
        let error = #expect(throws: JSONProblem.self) {
            try JSON.parse(Array("{\(members.joined(separator: ",\n"))}".utf8))
        }
        #expect(error?.description == "1001:1: 'name3' is given twice: leave one out")
        #expect(throws: Never.self) {
            try JSON.parse(Array("{\(members.dropLast().joined(separator: ","))}".utf8))
        }
    }

    @Test(arguments: [("[\n\n", 3, 1), ("[\r\n\r\n", 3, 1), ("[\r\r", 3, 1), ("[\"é😀e\u{301}\" x", 1, 9)])
    func `lines end in three ways and columns are scalars`(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONProblem.self) { try JSON.parse(Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }
}
