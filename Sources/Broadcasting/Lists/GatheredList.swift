import Mail

/// What one list gave to a gathering.
public struct GatheredList: Sendable, Equatable {
    /// How the draft named it.
    public enum Part: Sendable { case to, except }

    public let name: Name
    public let part: Part
    /// As shown to people: `lists/kent.txt`.
    public internal(set) var path = ""
    /// Nil where the file is no list at all; then nothing of it was used.
    public internal(set) var summary: ListSummary?
    /// Why the file is no list at all.
    public internal(set) var notAList: Problem?
    /// Different addresses to be mailed: what the guard compares with the last broadcast.
    public internal(set) var subscribers = 0
    /// How many of them were given to the caller from this list: not on an earlier one, nor left out.
    public internal(set) var recipients = 0
    /// Further ones who get it with the next digest.
    public internal(set) var digest = 0
    /// Lines that repeat an address of this list.
    public internal(set) var repeated = 0
    /// Subscribers left out because they are on a list under Except.
    public internal(set) var excluded = 0
    /// The first bad lines, then the first warnings; `Problems` says how many each.
    public internal(set) var errors = Problems()
    public internal(set) var warnings = Problems()
    /// What templates can ask for as `subscriber.COLUMN`.
    public internal(set) var columns: [String] = []

    /// The first of many problems, and how many there are.
    public struct Problems: Sendable, Equatable {
        public internal(set) var kept: [Problem] = []
        public internal(set) var count = 0
    }

    init(_ name: Name, _ part: Part) {
        self.name = name
        self.part = part
    }

    mutating func note(_ problem: Problem, keeping limit: Int, _ noting: (Problem) -> Void) {
        noting(problem)
        switch problem.severity {
        case .error: errors.add(problem, keeping: limit)
        case .warning: warnings.add(problem, keeping: limit)
        }
    }
}

extension GatheredList.Problems {
    mutating func add(_ problem: Problem, keeping limit: Int) {
        count += 1
        if kept.count < limit { kept.append(problem) }
    }
}
