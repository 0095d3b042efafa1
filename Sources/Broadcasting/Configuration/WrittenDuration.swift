/// A duration as people write it: `90s`, `5m`, `2h`, `3d`.
enum WrittenDuration {
    static let second = 1000
    static let minute = 60 * second
    static let hour = 60 * minute
    static let day = 24 * hour
    private static let units: [(letter: String, milliseconds: Int)] = [
        ("d", day), ("h", hour), ("m", minute), ("s", second),
    ]

    /// Milliseconds; nil where the text is no duration, `Int.max` where it is longer than can be counted.
    static func milliseconds(_ text: String) -> Int? {
        let digits = text.utf8.prefix { $0.isASCIIDigit }
        guard !digits.isEmpty,
            let unit = units.first(where: { text.utf8.dropFirst(digits.count).elementsEqual($0.letter.utf8) })
        else { return nil }
        guard let count = Int(Substring(digits)) else { return .max }
        let (product, isTooLong) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return isTooLong ? .max : product
    }

    /// In the largest unit that divides it.
    static func text(_ milliseconds: Int) -> String {
        let unit = units.first { milliseconds % $0.milliseconds == 0 && milliseconds > 0 } ?? ("s", second)
        return "\(milliseconds / unit.milliseconds)\(unit.letter)"
    }
}
