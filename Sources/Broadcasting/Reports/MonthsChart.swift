/// A picture of many broadcasts: messages accepted in each month.
public struct MonthsChart {
    private let months: [BroadcastTally]
    private let total: BroadcastTally
    private let since: String

    /// The last so many are shown.
    private static let most = 24
    private static let left = 60.0
    private static let right = 690.0
    private static let top = 90.0
    private static let bottom = 310.0

    /// - Parameter since: in words.
    public init(_ tallies: BroadcastTallies, since: String) {
        months = Array(tallies.months.suffix(MonthsChart.most))
        total = tallies.total
        self.since = since
    }

    /// The whole file.
    public var svg: String {
        var picture = SVGText(width: 720, height: 400)
        picture.text("Messages accepted, by month", x: 24, y: 32, size: 18, bold: true)
        picture.text(summary, x: 24, y: 54, colour: SVGText.quiet)
        picture.line(x: (MonthsChart.left, MonthsChart.right), y: (MonthsChart.bottom, MonthsChart.bottom))
        let most = Double(max(1, months.map { $0.count(.accepted) }.max() ?? 0))
        let step = (MonthsChart.right - MonthsChart.left) / Double(max(6, months.count))
        for (index, month) in months.enumerated() {
            let middle = MonthsChart.left + (Double(index) + 0.5) * step
            let height = (MonthsChart.bottom - MonthsChart.top) * Double(month.count(.accepted)) / most
            picture.bar(
                x: middle - step * 0.35, y: MonthsChart.bottom - height, width: step * 0.7, height: height)
            picture.text(
                "\(month.count(.accepted))", x: middle, y: MonthsChart.bottom - height - 6, size: 11,
                anchor: .middle)
            let name = month.name ?? ""
            picture.text(
                String(name.suffix(2)), x: middle, y: MonthsChart.bottom + 18, size: 11, anchor: .middle,
                colour: SVGText.quiet)
            if index == 0 || name.hasSuffix("-01") {
                picture.text(
                    String(name.prefix(4)), x: middle, y: MonthsChart.bottom + 34, size: 11, anchor: .middle,
                    colour: SVGText.quiet)
            }
        }
        picture.text(speed, x: 24, y: 382, bold: true)
        let words = months.map { "\($0.name ?? ""): \($0.count(.accepted))" }.joined(separator: ", ")
        return picture.document(
            title: "Messages accepted, by month", description: "\(summary). \(words). \(speed)")
    }

    private var summary: String {
        "Since \(since): \(Counted(total.broadcasts, "broadcast")), \(total.count(.accepted)) accepted of "
            + "\(Counted(total.recipients, "recipient"))"
    }

    private var speed: String {
        total.median(95).map { "Half of the broadcasts had reached 95 % within \(Elapsed($0))" }
            ?? "No broadcast has reached 95 %"
    }
}
