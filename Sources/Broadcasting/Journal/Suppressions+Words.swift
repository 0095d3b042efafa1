import Mail

extension Suppressions.Entry {
    /// `suppressed since 2026-11-20 (asked by phone)`; through one list: `suppressed on 'kent' since …`.
    public var inWords: String {
        let place = list.map { " on '\($0)'" } ?? ""
        let day = CivilTime(at).isoDate
        return "suppressed\(place) since \(day)"
            + (reason.isEmpty ? "" : " (\(CleanText.singleLine(reason).text))")
    }

    /// That it stands on a list all the same, for whoever put it there.
    func warning(at line: Int, of path: String) -> Problem {
        Problem(
            .warning, path: path, at: Position(line: line, column: 1),
            "\(Quoted(address.description)) is \(inWords), and is not mailed")
    }
}
