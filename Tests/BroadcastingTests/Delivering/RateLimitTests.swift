import Testing

@testable import Broadcasting

struct RateLimitTests {
    @Test func `without a limit nothing waits`() {
        var limit = RateLimit(perSecond: nil)
        for _ in 0..<1_000 { limit.take(at: 0) }
        #expect(limit.wait(at: 0) == 0)
    }

    @Test(arguments: [(0.5, 10), (2.0, 10), (10.0, 50), (300.0, 900), (3_000.0, 9_000)])
    func `so many a second and no more, whenever it is asked`(perSecond: Double, messages: Int) {
        var limit = RateLimit(perSecond: perSecond)
        var now: Int64 = 1_000
        for _ in 0..<messages {
            now += Int64(limit.wait(at: now))
            limit.take(at: now)
        }
        let expected = Double(messages - 1) / perSecond * 1_000
        #expect(abs(Double(now - 1_000) - expected) <= 2 + 1_000 / perSecond)
    }

    @Test func `a pause is not made up for by a burst`() {
        var limit = RateLimit(perSecond: 10)
        limit.take(at: 0)
        limit.take(at: 60_000)
        #expect(limit.wait(at: 60_000) >= 99)
    }
}
