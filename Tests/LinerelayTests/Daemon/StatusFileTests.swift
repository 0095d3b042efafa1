import Mail
import Testing

@testable import linerelay

struct StatusFileTests {
    private func status(_ notes: (about: String, problem: String)...) -> (file: StatusFile, news: [Bool]) {
        var status = StatusFile(startedAt: Timestamp(milliseconds: 0), relays: RelayBoard(["one"]))
        let news = notes.map { status.note($0.problem, about: $0.about) }
        return (status, news)
    }

    @Test func `what is over is told no more`() {
        var (status, _) = status(("relay one", "it does not answer"), ("draft a.md", "a draft waits"))
        status.settle("relay one")
        #expect(status.notes.map(\.problem) == ["a draft waits"])
        let isNews = status.note("it does not answer", about: "relay one")
        #expect(isNews)
    }

    @Test func `the newest of what is said of one thing stands last, and once`() {
        let (status, news) = status(
            ("relay one", "1 s"), ("draft a.md", "a draft waits"), ("relay one", "2 s"), ("relay one", "2 s"))
        #expect(news == [true, true, true, false])
        #expect(status.notes.map(\.problem) == ["a draft waits", "2 s"])
    }

    @Test func `the last twenty are shown, and no other is told again`() {
        var (status, _) = status()
        for number in 1...25 { _ = status.note("\(number)", about: "\(number)") }
        #expect(status.problems == (6...25).map { "\($0)" })
        let isNews = status.note("1", about: "1")
        #expect(!isNews)
    }
}
