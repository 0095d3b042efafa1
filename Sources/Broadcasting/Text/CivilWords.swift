import Mail

/// A date and a time of day in words for people, in English.
extension CivilTime {
    /// The date at midnight.
    var startOfDay: CivilTime {
        CivilTime(moment.adding(milliseconds: -moment.milliseconds.remainder(by: 86_400_000)))
    }

    /// Midnight of the day after.
    var startOfNextDay: CivilTime { CivilTime(startOfDay.moment.adding(milliseconds: 86_400_000)) }

    /// `Tuesday 24 November 2026`.
    var dateInWords: String { "\(dayInWords) \(year)" }

    /// `Tuesday 24 November`.
    var dayInWords: String {
        let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        return "\(days[weekday]) \(day) \(monthInWords)"
    }

    /// `November`.
    var monthInWords: String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return months[month - 1]
    }

    /// `06:00`, with seconds only where there are any.
    var clock: String {
        "\(Self.two(hour)):\(Self.two(minute))" + (second == 0 ? "" : ":\(Self.two(second))")
    }

    /// `2026-11-24`; years 1000 to 9999.
    var isoDate: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int64 {
    /// Never negative.
    fileprivate func remainder(by divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
