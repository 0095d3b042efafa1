import Mail

extension WrittenTime {
    /// The moment that a person means, and its text for messages, in `zone`.
    ///
    /// - Parameter isEnd: a date alone is the end of that day, not its start.
    static func parse(_ text: String, zone: TimeZoneRules, isEnd: Bool) throws(TimeProblem) -> WrittenTime {
        let syntax = try TimeSyntax(text)
        if syntax.hasClock {
            let moment = try moment(of: syntax, zone: zone)
            return WrittenTime(moment: moment, text: zone.inWords(moment))
        }
        let date = isEnd ? syntax.civil.startOfNextDay : syntax.civil
        guard let offset = syntax.offset else {
            let moment = zone.start(ofDay: date)
            let text = isEnd ? zone.inWords(endOfDay: syntax.civil, moment) : zone.inWords(moment)
            return WrittenTime(moment: moment, text: text)
        }
        let moment = date.moment.adding(seconds: -offset)
        let isOurMidnight = isEnd && zone.start(ofDay: date) == moment
        return WrittenTime(
            moment: moment,
            text: isOurMidnight ? zone.inWords(endOfDay: syntax.civil, moment) : zone.inWords(moment))
    }

    private static func moment(of syntax: TimeSyntax, zone: TimeZoneRules) throws(TimeProblem) -> Timestamp {
        if let offset = syntax.offset { return syntax.civil.moment.adding(seconds: -offset) }
        let moments = zone.moments(of: syntax.civil)
        if moments.count == 1, let only = moments.first { return only }
        let local = "\(syntax.civil.isoDate) \(syntax.civil.clock)"
        let ways = zone.offsets(around: syntax.civil).map { local + UTCOffset(seconds: $0).text }
        throw moments.isEmpty
            ? .skipped(local, zone: zone.identifier, ways: ways)
            : .twice(local, zone: zone.identifier, ways: ways)
    }
}
