import Foundation
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct ChartTests {
    /// What an XML parser that was written by others says of a picture.
    private func elements(_ svg: String) throws -> [String] {
        let folder = try TemporaryFolder()
        try writeFile(svg, to: folder("chart.svg"))
        let script = """
            import sys, xml.etree.ElementTree as tree
            for element in tree.parse(sys.argv[1]).getroot().iter():
                print(element.tag.split('}')[1], *element.attrib.keys(), '|', (element.text or '').strip())
            """
        let process = try RunningProcess(Repository.python, ["-c", script, folder("chart.svg")])
        #expect(process.waitHere() == 0, "\(process.errors)")
        return process.output.split(separator: "\n").map(String.init)
    }

    private func expectHarmless(_ svg: String) {
        for word in ["href", "url(", "<script", "<image", "<style", "@import", "on"] {
            #expect(!svg.contains(word == "on" ? " onload" : word), "\(word)")
        }
        #expect(svg.components(separatedBy: "http").count == 2, "only the name of its kind")
    }

    private func chart(subject: String, accepted: Int) throws -> String {
        let folder = try TemporaryFolder()
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        let staged = try StagedBroadcast(in: folder, to: StagedBroadcast.addresses(4), at: now) {
            $0.subject = subject
        }
        let log = try DeliveryLog(staged.folder.logPath)
        for recipient in 0..<accepted {
            log.append(
                DeliveryEvent(
                    at: now.adding(milliseconds: Int64(recipient) * 40_000), recipient: recipient,
                    to: "p\(recipient)@hub.example", kind: .accepted, attempt: 1))
        }
        _ = log.commit()
        return ReachChart(try BroadcastReport(staged.folder)).svg
    }

    @Test func `the picture of a broadcast shows its reach, and says it`() throws {
        let svg = try chart(subject: "Lines", accepted: 4)
        expectHarmless(svg)
        let found = try elements(svg)
        #expect(found.contains { $0.hasPrefix("text") && $0.hasSuffix("| Lines") })
        let words = "Reached: 50 % after 40 s, 95 % after 2 min, 100 % after 2 min"
        #expect(found.contains { $0.hasPrefix("desc") && $0.hasSuffix(words) }, "\(found)")
        #expect(found.count { $0.hasPrefix("circle") } == 3)
        #expect(found.count { $0.hasPrefix("polyline") } == 1)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "a & b \"c\" 'd'", "\u{0}\u{1B}[2J\u{202E}\u{FFFE}", "]]>",
    ])
    func `a subject is text in it, whatever it says`(subject: String) throws {
        let svg = try chart(subject: subject, accepted: 0)
        #expect(!svg.contains("<script") && !svg.unicodeScalars.contains("\u{202E}"))
        #expect(try elements(svg).contains { $0.hasPrefix("text") })
    }

    @Test func `one who has it at once is drawn as well`() throws {
        #expect(try elements(try chart(subject: "Lines", accepted: 1)).contains { $0.hasPrefix("polyline") })
    }

    @Test func `the picture of many shows each month`() throws {
        var tallies = BroadcastTallies()
        expectHarmless(MonthsChart(tallies, since: "Monday").svg)
        for month in 1...30 {
            var members: [JSON.Member] = [
                .init("id", "a"), .init("subject", "Lines"), .init("state", "sent"), .init("recipients", 5),
                .init("droppedAt", "2026-11-23T12:00:00Z"),
            ]
            members += Summary.outcomes.map { .init($0.name, .integer($0.state == .accepted ? 5 : 0)) }
            let past = try #require(PastBroadcast(.object(members)))
            tallies.add(past, month: "\(2024 + month / 12)-\(CivilTime.two(month % 12 + 1))")
        }
        let svg = MonthsChart(tallies, since: "Monday").svg
        expectHarmless(svg)
        #expect(try elements(svg).count { $0.hasPrefix("rect") } == 25)
    }
}
