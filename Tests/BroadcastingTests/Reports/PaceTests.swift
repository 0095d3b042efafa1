import JSON
import TestSupport
import Testing

@testable import Broadcasting

struct PaceTests {
    private func summary(
        _ recipients: Int64, half: Double?, most: Double?, state: String = "sent", suppressed: Int64 = 0
    ) -> JSON {
        .object([
            .init("state", .string(state)), .init("recipients", .integer(recipients)),
            .init("suppressed", .integer(suppressed)),
            .init(
                "reach",
                .object([
                    .init("50", half.map(JSON.number) ?? .null), .init("95", most.map(JSON.number) ?? .null),
                ])),
        ])
    }

    @Test func `as many recipients as last time take as long as last time`() throws {
        let pace = try #require(Pace([summary(400, half: 21, most: 39)]))
        #expect(pace.broadcasts == 1)
        #expect(abs(pace.seconds(for: 400).lowerBound - 39) < 1e-6)
    }

    @Test func `twice as many take twice as long, but for the beginning`() throws {
        // A second to begin with, then 10 a second.
        let pace = try #require(Pace([summary(400, half: 21, most: 39)]))
        #expect(abs(pace.seconds(for: 800).lowerBound - (1 + 76)) < 1e-6)
        #expect(abs(pace.seconds(for: 20).lowerBound - (1 + 1.9)) < 1e-6)
    }

    @Test func `the last three that tell anything make a range`() throws {
        let pace = try #require(
            Pace([
                summary(400, half: 20, most: 38, state: "sending"), summary(19, half: 1, most: 2),
                summary(40, half: 1, most: 2, suppressed: 21), summary(400, half: nil, most: nil),
                summary(400, half: 20, most: nil), summary(400, half: 20, most: 38),
                summary(400, half: 40, most: 76), summary(400, half: 30, most: 57),
                summary(400, half: 4000, most: 7600),
            ]))
        #expect(pace.broadcasts == 3)
        let range = pace.seconds(for: 400)
        #expect(abs(range.lowerBound - 38) < 1e-6 && abs(range.upperBound - 76) < 1e-6)
    }

    @Test func `where nothing tells there is none`() throws {
        #expect(Pace([summary(10, half: 1, most: 2), .null]) == nil)
        #expect(Pace(of: "/nowhere") == nil)
        // Summaries that nobody has written.
        #expect(Pace([summary(.max, half: 1, most: 2, suppressed: -1)]) == nil)
        #expect(Pace([summary(.min, half: 1, most: 2, suppressed: 1)]) == nil)
    }

    @Test func `summaries are read from their folders, the newest first`() throws {
        let folder = try TemporaryFolder()
        for (id, most) in [("1", 9000.0), ("2", 20), ("3", 20), ("4", 20), ("5", nil)] as [(String, Double?)]
        {
            try folder.makeFolder(id)
            let text = summary(100, half: 10, most: most).text(pretty: true)
            try folder.write(text, to: "\(id)/summary.json")
        }
        try folder.makeFolder(".6")
        let pace = try #require(Pace(of: folder.path))
        #expect(pace.broadcasts == 3 && abs(pace.seconds(for: 100).upperBound - 20) < 1e-6)
    }
}
