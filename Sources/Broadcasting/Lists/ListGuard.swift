import Mail

/// Decides whether a draft has to wait for a person because of its lists. Nobody is mailed while it waits.
public enum ListGuard {
    /// Why a draft is held: a sentence for a press officer, and the lines that it is about.
    public struct Reason: Sendable, Equatable, CustomStringConvertible {
        public var message: String
        /// At most `linesShown`; then how many more there are.
        public var lines: [String]

        public init(_ message: String, lines: [String] = []) {
            self.message = message
            self.lines = lines
        }

        public var description: String { ([message] + lines.map { "  " + $0 }).joined(separator: "\n") }
    }

    /// Bad lines that a reason shows.
    public static let linesShown = 10

    /// Every reason to hold a draft for what was gathered; none: it may go.
    ///
    /// - Parameter previous: the subscribers of each list in the last broadcast to it, where there was one.
    public static func reasons(toHold gathering: Gathering, previous: [Name: Int]) -> [Reason] {
        var reasons = gathering.lists.flatMap { reasonsToHold($0, previous: previous[$0.name]) }
        if gathering.recipients == 0, gathering.lists.allSatisfy({ $0.digest == 0 }), reasons.isEmpty {
            reasons.append(
                Reason("nobody would be mailed: the lists have no subscribers, or all are left out"))
        }
        return reasons
    }

    /// Why one list holds its draft.
    public static func reasonsToHold(_ list: GatheredList, previous: Int?) -> [Reason] {
        if let problem = list.notAList { return [noList(list, problem)] }
        var reasons: [Reason] = []
        if let previous, list.part == .to, hasLostTooMany(now: list.subscribers, before: previous) {
            reasons.append(
                Reason(
                    "\(list.path) has lost more than half its subscribers since the last broadcast to it: "
                        + "\(list.subscribers) now, \(previous) then; was it cut short by accident?"))
        }
        let bad = list.errors.count
        let lines = list.summary?.lines ?? 0
        if list.part == .except, bad > 0 {
            reasons.append(
                Reason(
                    "\(list.path) is under Except and has \(count(bad)): somebody who is to be left out "
                        + "might be mailed",
                    lines: badLines(of: list)))
        } else if hasTooManyBadLines(bad: bad, of: lines) {
            reasons.append(
                Reason(
                    "\(list.path) has \(count(bad)) of \(lines), more than one in ten: is it the right file?",
                    lines: badLines(of: list)))
        }
        return reasons
    }

    /// More than half of `before` are gone.
    static func hasLostTooMany(now: Int, before: Int) -> Bool { now < before - now }

    /// More than one line in ten, and five at least.
    static func hasTooManyBadLines(bad: Int, of lines: Int) -> Bool { bad >= 5 && bad > lines / 10 }

    private static func noList(_ list: GatheredList, _ problem: Problem) -> Reason {
        Reason("the list '\(list.name)' cannot be used: \(problem)", lines: badLines(of: list))
    }

    private static func badLines(of list: GatheredList) -> [String] {
        let shown = list.errors.kept.prefix(linesShown).map(\.description)
        let more = list.errors.count - shown.count
        return more > 0 ? shown + ["… and \(count(more)) more"] : shown
    }

    private static func count(_ lines: Int) -> String { lines == 1 ? "1 bad line" : "\(lines) bad lines" }
}
