/// Timestamps as text: in the log, in a Date header, in an id.
extension Timestamp {
    /// `2026-11-23T20:24:39.123Z` (RFC 3339), in UTC with milliseconds.
    public var rfc3339: String {
        let civil = CivilTime(self)
        var writer = TimeWriter()
        writer.writeDate(civil)
        writer.write("T")
        writer.writeClock(civil, separator: ":")
        writer.write(".")
        writer.write(civil.millisecond, width: 3)
        writer.write("Z")
        return writer.text
    }

    /// `2026-11-23T202439Z`, the second: sorts by time and needs no quoting in a file name.
    public var compactSecond: String {
        let civil = CivilTime(self)
        var writer = TimeWriter()
        writer.writeDate(civil)
        writer.write("T")
        writer.writeClock(civil, separator: "")
        writer.write("Z")
        return writer.text
    }

    /// `Mon, 23 Nov 2026 20:24:39 +0000` (RFC 5322 §3.3).
    public var rfc5322Date: String {
        let civil = CivilTime(self)
        var writer = TimeWriter()
        writer.write(Timestamp.weekdays[civil.weekday])
        writer.write(", ")
        writer.write(civil.day, width: 2)
        writer.write(Timestamp.months[civil.month - 1])
        writer.write(civil.year, width: 4)
        writer.write(" ")
        writer.writeClock(civil, separator: ":")
        writer.write(" +0000")
        return writer.text
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ",
        " Dec ",
    ]

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

/// Puts the parts of a time together, octet by octet: the log writes one for every event.
private struct TimeWriter {
    private var octets: [UInt8] = []

    init() { octets.reserveCapacity(32) }

    var text: String { String(decoding: octets, as: UTF8.self) }

    mutating func write(_ text: String) { octets.append(contentsOf: text.utf8) }

    /// Decimal, with leading zeros up to `width`.
    mutating func write(_ number: Int, width: Int) {
        if number < 0 { octets.append(UInt8(ascii: "-")) }
        let start = octets.count
        var rest = number.magnitude
        while rest > 0 || octets.count - start < width {
            octets.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        octets[start...].reverse()
    }

    mutating func writeDate(_ civil: CivilTime) {
        write(civil.year, width: 4)
        write("-")
        write(civil.month, width: 2)
        write("-")
        write(civil.day, width: 2)
    }

    mutating func writeClock(_ civil: CivilTime, separator: String) {
        write(civil.hour, width: 2)
        write(separator)
        write(civil.minute, width: 2)
        write(separator)
        write(civil.second, width: 2)
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
