import Glibc

/// A picture of one broadcast: how many had it after what time.
public struct ReachChart {
    private let report: BroadcastReport
    private let points: [(seconds: Double, reached: Int)]
    /// Everybody who is not suppressed.
    private let addressed: Int
    private let first: Double
    private let last: Double

    /// What the axis of time is marked with; each step is about as wide as the others.
    private static let marks: [(seconds: Double, words: String)] = [
        (0.001, "1 ms"), (0.01, "10 ms"), (0.1, "0.1 s"), (1, "1 s"), (10, "10 s"), (60, "1 min"),
        (600, "10 min"), (3_600, "1 h"), (21_600, "6 h"), (86_400, "1 day"), (604_800, "7 days"),
        (2_592_000, "30 days"), (31_536_000, "a year"), (315_360_000, "10 years"),
    ]
    private static let left = 60.0
    private static let right = 690.0
    private static let top = 80.0
    private static let bottom = 320.0

    public init(_ report: BroadcastReport) {
        self.report = report
        points = report.curve.points
        addressed = report.summary.record.recipients - (report.summary.counts[.suppressed] ?? 0)
        let (earliest, latest) = (points.first?.seconds ?? 1, points.last?.seconds ?? 10)
        first = ReachChart.marks.last { $0.seconds < earliest }?.seconds ?? 0.001
        let start = first
        last = ReachChart.marks.first { $0.seconds >= latest && $0.seconds > start }?.seconds ?? latest
    }

    private var subject: String {
        ExerciseStamp.mark(report.record.subject, isExercise: report.record.isExercise)
    }

    /// The whole file.
    public var svg: String {
        var picture = SVGText(width: 720, height: 400)
        picture.text(SVGText.cut(subject, to: 80), x: 24, y: 32, size: 18, bold: true)
        picture.text("\(report.record.id), \(outcome)", x: 24, y: 54, colour: SVGText.quiet)
        drawAxes(in: &picture)
        if let start = points.first {
            // From nobody, straight up to those of the first step.
            let path = [(x(start.seconds), ReachChart.bottom)] + points.map { (x($0.seconds), y($0.reached)) }
            picture.curve(path + [(ReachChart.right, y(points.last?.reached ?? 0))])
        }
        for share in Standing.shares {
            guard let seconds = report.summary.reach[share] else { continue }
            picture.dot(x: x(seconds), y: y(Double(share) / 100))
        }
        picture.text(reach, x: 24, y: 382, bold: true)
        return picture.document(title: "Reach of \(report.record.id)", description: "\(outcome). \(reach)")
    }

    private func drawAxes(in picture: inout SVGText) {
        for percent in [0, 25, 50, 75, 95, 100] {
            let height = y(Double(percent) / 100)
            picture.line(
                x: (ReachChart.left, ReachChart.right), y: (height, height), dashed: percent % 25 != 0)
            guard percent != 100 else { continue }
            picture.text(
                "\(percent) %", x: ReachChart.left - 8, y: height + 4, size: 11, anchor: .end,
                colour: SVGText.quiet)
        }
        for mark in ReachChart.marks where (first...last).contains(mark.seconds) {
            let place = x(mark.seconds)
            picture.line(
                x: (place, place), y: (ReachChart.bottom, ReachChart.bottom + 5), colour: SVGText.quiet)
            picture.text(
                mark.words, x: place, y: ReachChart.bottom + 20, size: 11, anchor: .middle,
                colour: SVGText.quiet)
        }
        picture.text(
            "after the draft was complete", x: ReachChart.right, y: ReachChart.bottom + 38, size: 11,
            anchor: .end, colour: SVGText.quiet)
    }

    private func x(_ seconds: Double) -> Double {
        let share = log(max(seconds, first) / first) / log(last / first)
        return ReachChart.left + (ReachChart.right - ReachChart.left) * min(max(share, 0), 1)
    }

    private func y(_ reached: Int) -> Double { y(Double(reached) / Double(max(1, addressed))) }

    private func y(_ share: Double) -> Double {
        ReachChart.bottom - (ReachChart.bottom - ReachChart.top) * min(share, 1)
    }

    private var outcome: String {
        let parts = Summary.outcomes.compactMap { name, state -> String? in
            let count = report.summary.counts[state] ?? 0
            return count > 0 || state == .accepted ? "\(count) \(name)" : nil
        }
        return parts.joined(separator: ", ") + " of \(report.record.recipients)"
    }

    private var reach: String {
        let parts = Standing.shares.map { share in
            "\(share) % " + (report.summary.reach[share].map { "after \(Elapsed($0))" } ?? "not reached")
        }
        return "Reached: " + parts.joined(separator: ", ")
    }
}
