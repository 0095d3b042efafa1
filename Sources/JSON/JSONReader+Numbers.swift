/// Numbers (RFC 8259 §6) and the three words (§3).
extension JSONReader {
    mutating func number() throws(JSONProblem) -> JSON {
        let start = index
        let isNegative = take(UInt8(ascii: "-"))
        let integer = try integerPart(from: start, isNegative: isNegative)
        let hasFraction = try fraction(from: start)
        let hasExponent = try exponent(from: start)
        if let byte = next, byte.isWordByte || byte == UInt8(ascii: ".") { throw badNumber(from: start) }
        if !hasFraction, !hasExponent, let integer { return .integer(integer) }
        guard let text = text(start..<index), let number = Double(text), number.isFinite else {
            throw problem(at: start, "this number is too large")
        }
        return .number(number)
    }

    /// Nil where it does not fit 64 bits. Counts downwards for a negative one, to reach the smallest.
    private mutating func integerPart(from start: Int, isNegative: Bool) throws(JSONProblem) -> Int64? {
        let first = index
        var integer: Int64 = 0
        var fits = true
        while let digit = takeDigit() {
            let (tenfold, isTooLarge) = integer.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeAfterAll) =
                isNegative
                ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
            fits = fits && !isTooLarge && !isTooLargeAfterAll
            integer = sum
        }
        guard index > first, index == first + 1 || bytes[first] != UInt8(ascii: "0") else {
            throw badNumber(from: start)
        }
        return fits ? integer : nil
    }

    private mutating func fraction(from start: Int) throws(JSONProblem) -> Bool {
        guard take(UInt8(ascii: ".")) else { return false }
        try digits(from: start)
        return true
    }

    private mutating func exponent(from start: Int) throws(JSONProblem) -> Bool {
        guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return false }
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits(from: start)
        return true
    }

    private mutating func digits(from start: Int) throws(JSONProblem) {
        guard takeDigit() != nil else { throw badNumber(from: start) }
        while takeDigit() != nil {}
    }

    private mutating func takeDigit() -> Int64? {
        guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        index += 1
        return Int64(byte - UInt8(ascii: "0"))
    }

    private func badNumber(from start: Int) -> JSONProblem {
        let word = shownWord(from: start)
        return problem(
            at: start,
            "'\(word)' is not a number: write it like 0, -5, 2.5 or 1e6, or in double quotes as text")
    }

    mutating func word() throws(JSONProblem) -> JSON {
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if take("null") { return .null }
        guard let byte = next else { throw problem("ends too early: a value is missing") }
        guard byte.isWordByte else { throw problem("expected a value, found \(found)\(hint)") }
        let word = shownWord(from: index)
        throw problem(
            "'\(word)' is no value: text stands in double quotes, other words are true, false and null")
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let end = index + word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[index..<end].elementsEqual(expected),
            end == bytes.count || !bytes[end].isWordByte
        else { return false }
        index = end
        return true
    }
}

extension UInt8 {
    /// A letter, a digit, `_`, `+` or `-`: what a bare word or a number may be made of.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
