/// What is wrong with one file, gathered while reading goes on; bounded, so that a file of nothing but
/// mistakes still has a short answer.
struct ProblemList {
    /// Of each severity; what concerns the file as a whole comes on top.
    static let limit = 20

    let path: String
    private var errors: [Problem] = []
    private var warnings: [Problem] = []
    private var moreErrors = 0
    private var moreWarnings = 0

    init(path: String) { self.path = path }

    var hasErrors: Bool { !errors.isEmpty }

    /// The message is not made where it would not be shown.
    mutating func error(at position: Position? = nil, _ message: @autoclosure () -> String) {
        guard position == nil || errors.count < Self.limit else { return moreErrors += 1 }
        errors.append(Problem(.error, path: path, at: position, message()))
    }

    mutating func warning(at position: Position? = nil, _ message: @autoclosure () -> String) {
        guard warnings.count < Self.limit else { return moreWarnings += 1 }
        warnings.append(Problem(.warning, path: path, at: position, message()))
    }

    /// In the order of their places; behind them, how many more there are.
    var all: [Problem] {
        let start = Position(line: 0, column: 0)
        let sorted = (errors + warnings).enumerated().sorted { left, right in
            (left.element.position ?? start, left.offset) < (right.element.position ?? start, right.offset)
        }
        return sorted.map(\.element) + more(moreErrors, .error) + more(moreWarnings, .warning)
    }

    private func more(_ count: Int, _ severity: Problem.Severity) -> [Problem] {
        guard count > 0 else { return [] }
        let last = (severity == .error ? errors : warnings).last { $0.position != nil }
        let noun = severity.rawValue + (count == 1 ? "" : "s")
        return [Problem(severity, path: path, at: last?.position, "and \(count) more \(noun) like these")]
    }
}
