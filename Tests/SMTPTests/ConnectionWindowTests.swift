import Testing

@testable import SMTP

/// How many connections a relay is given, from what it says and how long it takes.
struct ConnectionWindowTests {
    @Test func `it begins with few, never above what may be`() {
        #expect(ConnectionWindow(most: 50).limit == 5)
        #expect(ConnectionWindow(most: 2).limit == 2)
    }

    @Test func `one more for each message accepted, up to what may be`() {
        var window = ConnectionWindow(most: 20)
        for _ in 0..<10 { window.accepted(after: 5, at: 0) }
        #expect(window.limit == 15)
        for _ in 0..<10 { window.accepted(after: 5, at: 0) }
        #expect(window.limit == 20)
    }

    @Test func `a complaint halves it at once, and those of the same moment count once`() {
        var window = grown(to: 40)
        for at in [0, 1, 500] { window.complained(at: at) }
        #expect(window.limit == 20)
        window.complained(at: 1_000)
        #expect(window.limit == 10)
        for at in 2..<20 { window.complained(at: at * 1_000) }
        #expect(window.limit == 1)
    }

    @Test func `after a complaint it rests, and then grows by one a round`() {
        var window = grown(to: 20)
        window.complained(at: 0)
        for _ in 0..<1_000 { window.accepted(after: 5, at: 29_999) }
        #expect(window.limit == 10)
        for _ in 0..<9 { window.accepted(after: 5, at: 30_000) }
        #expect(window.limit == 10)
        window.accepted(after: 5, at: 30_000)
        #expect(window.limit == 11)
        for _ in 0..<11 { window.accepted(after: 5, at: 30_000) }
        #expect(window.limit == 12)
    }

    @Test func `a connection that is refused shows how many are borne`() {
        var window = grown(to: 20)
        window.refused(beside: 3, at: 0)
        #expect(window.limit == 3)
        window.refused(beside: 0, at: 5_000)
        #expect(window.limit == 1)
    }

    @Test func `replies that take ever longer take a quarter away`() {
        var window = grown(to: 20)
        for _ in 0..<100 { window.accepted(after: 100, at: 0) }
        var shrunk = 0
        while window.limit == 20, shrunk < 100 {
            window.accepted(after: 3_000, at: 0)
            shrunk += 1
        }
        #expect(window.limit == 15)
        #expect((2...10).contains(shrunk))
    }

    @Test func `a relay that is always slow keeps its connections`() {
        var window = grown(to: 20)
        for _ in 0..<200 { window.accepted(after: 8_000, at: 0) }
        #expect(window.limit == 20)
    }

    @Test func `a relay that is fast may become four times slower`() {
        var window = grown(to: 20)
        for _ in 0..<100 { window.accepted(after: 1, at: 0) }
        for _ in 0..<200 { window.accepted(after: 900, at: 0) }
        #expect(window.limit == 20)
    }

    /// Before any reply's time counts.
    private func grown(to limit: Int) -> ConnectionWindow {
        var window = ConnectionWindow(most: limit)
        while window.limit < limit { window.accepted(after: 8_000, at: 0) }
        return window
    }
}
