import Foundation
import TestSupport
import Testing

/// The real program against real servers, one scenario after the other: each has the machine to itself.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct EndToEndTests {}

/// People of a test: `Person 7 <person-7@charity-0.example.org>`.
struct Person: Sendable {
    var number: Int

    var address: String { "person-\(number)@charity-\(number % 7).example.org" }
    var line: String { "Person \(number) <\(address)>" }

    static func all(_ numbers: Range<Int>) -> [Person] { numbers.map(Person.init) }
}

/// A draft to these lists, as it would be dropped.
func draft(to lists: String, subject: String = "Lines on this morning's front pages") -> String {
    """
    Subject: \(subject)
    To: \(lists)
    Stance: hold
    Contact: Press desk, 020 7946 0000, press@hub.example

    ## Key messages

    - People making this journey are looking for safety – and find it.

    """
}

extension Workspace {
    /// Waits until its only broadcast is at its end, and returns it.
    func sentBroadcast(by daemon: RunningProcess) async throws -> BroadcastFolder {
        let isThere = await eventually(deadline: 240) {
            daemon.hasEnded || (try? broadcasts.first?.summary().state) == "sent"
        }
        guard isThere, !daemon.hasEnded, let broadcast = broadcasts.first else {
            throw TestFailure("not sent in time; the daemon says: \(daemon.output)\(daemon.errors)")
        }
        return broadcast
    }
}

/// Each recipient has exactly one final event, and the summary counts what the log says.
func expectLogAndSummaryAgree(_ broadcast: BroadcastFolder) throws {
    let (events, summary) = (try broadcast.events(), try broadcast.summary())
    let finals = Dictionary(grouping: events.filter(\.isFinal), by: \.to)
    #expect(finals.values.allSatisfy { $0.count == 1 }, "more than one final event")
    #expect(finals.count == summary.recipients)
    #expect(summary.total == summary.recipients)
    #expect(events.count { $0.event == "accepted" } == summary.accepted)
    #expect(events.count { $0.event == "rejected" } == summary.rejected)
}

extension Workspace {
    /// Ends the daemon that says it runs here: one behind a program that does not pass signals on, and that would leave
    /// it behind.
    func endDaemon() {
        struct Status: Decodable { var pid: pid_t }
        let octets = fileOctets(self("state/status.json")) ?? []
        guard let status = try? JSONDecoder().decode(Status.self, from: Data(octets)),
            fileOctets("/proc/\(status.pid)/cmdline")?.contains(Array(path.utf8)) == true
        else { return }
        kill(status.pid, SIGTERM)
    }
}
