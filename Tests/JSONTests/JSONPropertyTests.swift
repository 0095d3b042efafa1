import JSON
import Testing

/// Properties over seeded random input: the same cases in every run.
struct JSONPropertyTests {
    @Test func `what is written reads back the same`() throws {
        var random = Sequence(seed: 1)
        for _ in 0..<3000 {
            let value = random.json(depth: 4)
            #expect(try JSON.parse(value.bytes()) == value)
            #expect(try JSON.parse(value.bytes(pretty: true)) == value)
            #expect(value.bytes(pretty: true).allSatisfy { $0 == 0x0A || ($0 >= 0x20 && $0 != 0x7F) })
        }
    }

    @Test func `no bytes make the reader trap`() {
        var random = Sequence(seed: 2)
        let pieces = Array("{}[]\",:\\u/*-+.eE019 \n\rdDtrueflsn\u{FEFF}é“".utf8) + [0xFF, 0xED, 0xA0, 0]
        for _ in 0..<30_000 {
            let count = Int.random(in: 0...24, using: &random)
            let bytes = (0..<count).map { _ in pieces.randomElement(using: &random) ?? 0 }
            expectSound(bytes)
        }
    }

    @Test func `no damage to a good text makes the reader trap`() {
        var random = Sequence(seed: 3)
        let good = Array(#"{"a":"é\n😀\ud83d\ude00","b":[1,-2.5e3,true,null],/* c */"d":{"e":""},}"#.utf8)
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            expectSound(Array(bytes.prefix(Int.random(in: 0...good.count, using: &random))))
        }
    }

    /// Read or refused; in both modes the same value, and a problem lies within the text.
    private func expectSound(_ bytes: [UInt8]) {
        let strict = Result { () throws(JSONProblem) in try JSON.parse(bytes) }
        let relaxed = Result { () throws(JSONProblem) in try JSON.parse(bytes, options: .relaxed) }
        if case .success = strict { #expect(relaxed == strict) }
        let node = Result { () throws(JSONProblem) in try JSONNode.parse(bytes, options: .relaxed) }
        #expect(node.map(\.value) == relaxed)
        if case .failure(let problem) = strict {
            #expect((0...bytes.count).contains(problem.offset))
            #expect(problem.line >= 1 && problem.column >= 1)
        }
    }
}

/// SplitMix64: a seed gives the same numbers everywhere.
private struct Sequence: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func json(depth: Int) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self))
        case 3:
            let number = Double(bitPattern: next())
            return .number(number.isFinite ? number : 0.5)
        case 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in json(depth: depth - 1) })
        default:
            let names = Set((0..<Int.random(in: 0...20, using: &self)).map { _ in text() })
            return .object(names.map { JSON.Member($0, json(depth: depth - 1)) })
        }
    }

    private mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &self) {
            let limit: UInt32 = Bool.random(using: &self) ? 0x80 : 0x11_0000
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0..<limit, using: &self)) ?? "x")
        }
        return text
    }
}
