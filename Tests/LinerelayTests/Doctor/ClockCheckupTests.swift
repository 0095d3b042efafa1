import Broadcasting
import Mail
import TestSupport
import Testing

@testable import linerelay

struct ClockCheckupTests {
    /// 2026-11-24T06:00:00Z.
    private static let morning: Int64 = 1_795_500_000_000

    private func reading(_ wall: Int64, _ monotonic: Int64 = 0) -> ClockCheckup.Reading {
        ClockCheckup.Reading(wall: Timestamp(milliseconds: wall), monotonic: monotonic)
    }

    private func checkup(_ broadcasts: String...) throws -> ClockCheckup {
        let folder = try TemporaryFolder()
        for name in broadcasts { try folder.makeFolder(name) }
        return ClockCheckup(zone: .utc, broadcasts: folder.path)
    }

    @Test func `a clock that is right is shown with its zone`() throws {
        let findings = try checkup("2026-11-24T055959Z-lines", ".2027-01-01T000000Z-half", "notes")
            .findings(from: reading(Self.morning), to: reading(Self.morning + 400, 400))
        #expect(findings == [.well("clock: Tuesday 24 November 2026, 06:00 UTC, time zone UTC")])
    }

    @Test(
        arguments: [
            (0, "that year cannot be"), (1_700_000_000_000, "that year cannot be"),
            (4_200_000_000_000, "that year cannot be"),
            (morning - 3_600_000, "broadcast 2026-11-24T055959Z-lines was accepted later"),
        ] as [(Int64, String)])
    func `a time that cannot be is an error`(wall: Int64, words: String) throws {
        let findings = try checkup("2026-11-24T055959Z-lines", "2026-01-01T000000Z-x")
            .findings(from: reading(wall), to: reading(wall))
        #expect(findings.map(\.weight) == [.error(.problems)])
        #expect(findings[0].text.contains(words) && findings[0].text.contains("set it"), "\(findings)")
    }

    @Test(arguments: [3_600_000, -3_600_000, 2_000] as [Int64])
    func `a clock that is set meanwhile is an error`(jump: Int64) throws {
        let findings = try checkup()
            .findings(from: reading(Self.morning), to: reading(Self.morning + jump + 400, 400))
        #expect(findings.map(\.weight) == [.error(.problems)])
        #expect(findings[0].text.contains("it moved by \(jump + 400) ms while 400 ms passed"))
    }
}
