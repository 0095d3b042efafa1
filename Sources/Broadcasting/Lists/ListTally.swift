import Mail

/// What is said once of a list, at its end, instead of on each of a thousand lines.
struct ListTally {
    var isUTF16 = false
    var sawCtrlZ = false
    /// Lines with an address in the column of names.
    var namesWithAddress = 0
    private var windows1252 = 0
    private var damaged = 0
    private var firstWindows1252 = 0
    private var firstDamaged = 0

    mutating func note(_ reading: LineText, on line: Int) {
        switch reading {
        case .utf8: return
        case .windows1252:
            windows1252 += 1
            if windows1252 == 1 { firstWindows1252 = line }
        case .damaged:
            damaged += 1
            if damaged == 1 { firstDamaged = line }
        }
    }

    func warnings(_ summary: ListSummary) -> [Problem] {
        var warnings: [Problem] = []
        func warn(_ line: Int?, _ message: String) {
            let place = line.map { Position(line: $0, column: 1) }
            warnings.append(Problem(.warning, path: summary.path, at: place, message))
        }
        if isUTF16 { warn(nil, "is UTF-16: understood, but save it as UTF-8") }
        if windows1252 > 0 {
            warn(
                firstWindows1252, "\(lines(windows1252)) not in UTF-8, read as Windows-1252: save it as UTF-8"
            )
        }
        if damaged > 0 {
            warn(firstDamaged, "\(lines(damaged)) with characters that are not valid UTF-8: shown as U+FFFD")
        }
        if sawCtrlZ { warn(nil, "ends with Ctrl-Z (U+001A), which is ignored") }
        if let bouncing = summary.passedOver[.bouncing] {
            warn(nil, "\(bouncing) not mailed: bouncing or disabled in the Google group")
        }
        if summary.lines == 0 {
            warn(nil, "has no subscribers")
        } else if summary.usable == 0, summary.bad == 0 {
            warn(nil, "has nobody to be mailed: all \(summary.lines) are passed over")
        }
        return warnings
    }

    /// There are lines, and not one of them is of use.
    func nothingUsable(_ summary: ListSummary, hasNames: Bool) -> NotAList {
        let isSwapped = hasNames && namesWithAddress * 2 > summary.bad
        let advice =
            isSwapped
            ? "the column of names holds addresses: swap the two headers"
            : "write one address a line, or a header row with 'email' for a table"
        return NotAList(
            path: summary.path,
            "no usable address on \(summary.bad == 1 ? "its only line" : "any of its \(summary.bad) lines"): "
                + advice)
    }

    private func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }
}
