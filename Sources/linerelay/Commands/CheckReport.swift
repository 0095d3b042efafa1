import Broadcasting
import Glibc

/// What `check` has said so far, and what it comes to.
struct CheckReport {
    private var hasErrors = false
    private var told: Set<String> = []
    private var missed: ExitCode?

    /// Of a template, of the configuration: what several drafts meet is said once.
    mutating func tellOnce(_ problem: Problem) {
        if told.insert("\(problem)").inserted { tell(problem) }
    }

    /// - Parameter file: how the person called the file, where they did.
    mutating func tell(_ problem: Problem, in file: String? = nil) {
        var problem = problem
        problem.path = file.map(DraftFileName.shown) ?? problem.path
        Console.result("\(problem)")
        hasErrors = hasErrors || problem.severity == .error
    }

    /// A file that cannot be had is no problem in a file: it is said beside the results.
    mutating func miss(_ file: String, _ code: Int32) {
        let isMissing = code == ENOENT || code == ENOTDIR
        Console.problem(isMissing ? "there is no file '\(file)'" : "cannot read '\(file)': \(words(code))")
        missed = missed ?? (isMissing ? .noSuchFile : .permission)
    }

    private func words(_ code: Int32) -> String { String(cString: strerror(code)) }

    var verdict: ExitCode { missed ?? (hasErrors ? .problems : .done) }
}
