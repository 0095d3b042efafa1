/// Timestamps as text: in the log, in a Date header, in an id.
extension Timestamp {
    /// `2026-11-23T20:24:39.123Z` (RFC 3339), in UTC with milliseconds.
    public var rfc3339: String {
        let civil = CivilTime(self)
        var text = civil.date + "T" + civil.clock(separator: ":") + "."
        text.append(digits: civil.millisecond, width: 3)
        return text + "Z"
    }

    /// `2026-11-23T202439Z`, the second: sorts by time and needs no quoting in a file name.
    public var compactSecond: String {
        let civil = CivilTime(self)
        return civil.date + "T" + civil.clock(separator: "") + "Z"
    }

    /// `Mon, 23 Nov 2026 20:24:39 +0000` (RFC 5322 §3.3).
    public var rfc5322Date: String {
        let civil = CivilTime(self)
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][civil.weekday]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var text = weekday + ", "
        text.append(digits: civil.day, width: 2)
        text += " " + months[civil.month - 1] + " "
        text.append(digits: civil.year, width: 4)
        return text + " " + civil.clock(separator: ":") + " +0000"
    }

    /// Reads RFC 3339: the offset is required, a fraction is not; what is finer than a millisecond is cut off.
    ///
    /// A leap second (`:60`) is the second after it. Nil where the text is no such time.
    public init?(rfc3339 text: some StringProtocol) {
        var cursor = DigitCursor(Array(text.utf8))
        guard let year = cursor.number(4), cursor.skip("-"), let month = cursor.number(2), cursor.skip("-"),
            let day = cursor.number(2), cursor.skip("T") || cursor.skip("t") || cursor.skip(" "),
            let hour = cursor.number(2), cursor.skip(":"), let minute = cursor.number(2), cursor.skip(":"),
            let second = cursor.number(2), second <= 60, let fraction = cursor.fraction(),
            let offset = cursor.offset(), cursor.isAtEnd,
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: min(second, 59))
        else { return nil }
        let more = (second == 60 ? 1_000 : 0) + fraction - offset * 60_000
        self = civil.moment.adding(milliseconds: Int64(more))
    }
}

extension CivilTime {
    fileprivate var date: String {
        var text = ""
        text.append(digits: year, width: 4)
        text += "-"
        text.append(digits: month, width: 2)
        text += "-"
        text.append(digits: day, width: 2)
        return text
    }

    fileprivate func clock(separator: String) -> String {
        var text = ""
        text.append(digits: hour, width: 2)
        text += separator
        text.append(digits: minute, width: 2)
        text += separator
        text.append(digits: second, width: 2)
        return text
    }
}

extension String {
    /// Decimal, with leading zeros up to `width`.
    fileprivate mutating func append(digits number: Int, width: Int) {
        let digits = String(number.magnitude)
        if number < 0 { append("-") }
        for _ in 0..<max(0, width - digits.utf8.count) { append("0") }
        append(digits)
    }
}

/// Reads numbers of a fixed width.
private struct DigitCursor {
    private var rest: ArraySlice<UInt8>

    init(_ text: [UInt8]) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == mark.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        guard rest.count >= width else { return nil }
        var number = 0
        for _ in 0..<width {
            guard let octet = rest.popFirst(), (0x30...0x39).contains(octet) else { return nil }
            number = number * 10 + Int(octet - 0x30)
        }
        return number
    }

    /// Milliseconds of `.123`; 0 where there is no fraction.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
        var milliseconds = 0
        var weight = 100
        while let octet = rest.first, (0x30...0x39).contains(octet) {
            milliseconds += Int(octet - 0x30) * weight
            weight /= 10
            rest.removeFirst()
        }
        return milliseconds
    }

    /// Minutes east of UTC, of `Z` or `+01:00`.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number(2), hours <= 23, skip(":"), let minutes = number(2),
            minutes <= 59
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
}
