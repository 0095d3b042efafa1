/// What one check of the doctor's has found: a line for people, and what it is worth.
struct Finding: Equatable {
    enum Weight: Equatable {
        case well
        /// It works, and somebody should look at it.
        case warning
        case error(ExitCode)
    }

    var weight: Weight
    var text: String

    static func well(_ text: String) -> Finding { Finding(weight: .well, text: text) }

    /// - Parameter advice: what to do about it.
    static func warning(_ text: String, _ advice: String) -> Finding {
        Finding(weight: .warning, text: "\(text); \(advice)")
    }

    static func error(_ code: ExitCode, _ text: String, _ advice: String? = nil) -> Finding {
        Finding(weight: .error(code), text: text + (advice.map { "; \($0)" } ?? ""))
    }

    /// What is well is a result, anything else a problem.
    func tell() {
        switch weight {
        case .well: Console.result(text)
        case .warning: Console.plain("warning: \(text)")
        case .error: Console.plain("error: \(text)")
        }
    }

    /// What stands first here has to be put right first, and is the code of all.
    private static let precedence: [ExitCode] = [.configuration, .permission, .relayUnavailable]

    static func verdict(_ findings: [Finding]) -> ExitCode {
        if findings.allSatisfy({ $0.weight == .well }) { return .done }
        return precedence.first { code in findings.contains { $0.weight == .error(code) } } ?? .problems
    }
}
