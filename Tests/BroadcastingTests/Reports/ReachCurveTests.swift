import Testing

@testable import Broadcasting

struct ReachCurveTests {
    @Test func `everybody is on it, at most a sixteenth too late`() throws {
        let times = [0.0, 0.001, 0.4, 1, 1.01, 2.5, 59, 3_600, 200_000]
        var curve = ReachCurve()
        times.forEach { curve.add(seconds: $0) }
        let points = curve.points
        #expect(points.last?.reached == times.count && points.last?.seconds == 200_000)
        for (index, time) in times.enumerated() {
            let point = try #require(points.first { $0.reached > index })
            #expect(point.seconds >= time && point.seconds <= max(time, 0.001) * (1 + 1 / 16) + 1e-9)
        }
    }

    @Test func `a million take as much room as one`() {
        var curve = ReachCurve()
        for second in 0..<100_000 { curve.add(seconds: Double(second) / 10) }
        #expect(curve.points.count < 300 && curve.points.last?.reached == 100_000)
    }

    @Test func `times that nobody meets are drawn at the end`() {
        var curve = ReachCurve()
        curve.add(seconds: 1e12)
        #expect(curve.points.count == 1)
    }
}
