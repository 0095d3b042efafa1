import Foundation
import TestSupport
import Testing

struct ReportCommandTests {
    @Test func `one broadcast is told for people`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await workspace.ran("suppress bob@hub.example --reason phone").code == 0)
        let id = try await workspace.acceptedBroadcast().id
        let run = try await workspace.ran("report \(id)")
        #expect(run.code == 0 && run.errors == "", "\(run)")
        #expect(run.output.hasPrefix("Lines\n\(id): sending, "), "\(run)")
        for part in [
            "\nReach: 50 % not reached, 95 % not reached, 100 % not reached\n",
            "\nOutcome: 0 accepted, 1 suppressed, 1 pending of 2\n",
            "\nBy list:  recipients  accepted  missed  suppressed  95 % after\nnews               2         0       1           1           -\n",
            "\nNot reached:\n  ann@hub.example (news): pending: not tried yet\n",
            "  bob@hub.example (news): suppressed: phone (20",
        ] {
            #expect(run.output.contains(part), "\(part) in \(run)")
        }
    }

    @Test func `what is asked for on one standard output is one thing`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        let csv = try await workspace.ran("report \(id) --csv").output
        #expect(
            csv.hasPrefix("\u{FEFF}\"address\",\"name\",") && csv.contains("\r\n\"ann@hub.example\",\"Ann\",")
        )
        #expect(csv.components(separatedBy: "\r\n").count == 4)
        let svg = try await workspace.ran("report --svg -").output
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    }

    @Test func `a picture is a new file, and nothing is written over`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        let path = workspace("reach.svg")
        #expect(try await workspace.ran("report \(id) --json --svg \(path)").code == 0)
        #expect(try workspace.read("reach.svg").hasPrefix("<svg "))
        #expect(try await workspace.ran("report \(id) --svg \(path)").code == 73)
        #expect(try await workspace.ran("report --svg \(workspace("drafts/reach.svg"))").code == 73)
        #expect(
            workspace.names(in: "drafts") == [
                "approved", "attachments", "held", "rejected", "scheduled", "sent",
            ])
    }

    @Test func `all of them are told one by one, by month and by topic`() async throws {
        let workspace = try Workspace.forCommands()
        let none = try await workspace.ran("report")
        #expect(none.code == 0 && none.output.hasSuffix(": 0 broadcasts\n"), "\(none)")
        let id = try await workspace.acceptedBroadcast().id
        let run = try await workspace.ran("report")
        #expect(run.output.hasPrefix("\(id)  sending: 0 accepted, 2 pending of 2\n\nSince "), "\(run)")
        #expect(
            run.output.contains("\n\(id.prefix(7))             1           2         0       2  "), "\(run)")
        #expect(run.output.contains("\n(no topic) ") && run.output.contains("\n(all)  "), "\(run)")
        #expect(try await workspace.ran("report --since 2099-01-01").output.hasSuffix(": 0 broadcasts\n"))
        let bad = try await workspace.ran("report --since yesterday")
        #expect(
            bad.code == 64 && bad.errors.hasPrefix("linerelay: --since: 'yesterday' is not a time"), "\(bad)")
    }

    @Test func `an id that is not there has a suggestion, also without its time`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        for typed in ["lines", "line", id + "s"] {
            let run = try await workspace.ran("report \(typed)")
            #expect(
                run
                    == Ran(
                        code: 66, output: "",
                        errors: "linerelay: there is no broadcast '\(typed)'; did you mean '\(id)'?\n"))
        }
        #expect(try await workspace.ran("report ../lists").code == 66)
    }

    @Test func `a broadcast that cannot be read is told as far as is known`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        try workspace.write("nonsense\n", to: "broadcasts/\(id)/recipients.jsonl")
        let run = try await workspace.ran("report \(id)")
        #expect(run.code == 1 && run.output.contains("\nOutcome: 0 accepted, 2 pending of 2\n"), "\(run)")
        #expect(run.errors.hasPrefix("linerelay: \(id): broadcasts/\(id)/recipients.jsonl:1: "), "\(run)")
        let json = try await workspace.ran("report \(id) --json")
        #expect(json.code == 1)
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(found["complete"] as? Bool == false && found["missed"] is NSNull)
    }

    @Test func `what lies among the broadcasts and is none is named, and the others are told`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        try FileManager.default.createDirectory(
            atPath: workspace("broadcasts/old"), withIntermediateDirectories: false)
        let run = try await workspace.ran("report")
        #expect(run.code == 1 && run.output.hasPrefix(id), "\(run)")
        #expect(
            run.errors == "linerelay: broadcasts/old: is no broadcast: move it out of this folder\n", "\(run)"
        )
        let one = try await workspace.ran("report old")
        #expect(one.code == 1 && one.errors.contains("broadcasts/old/broadcast.json"), "\(one)")
    }

    @Test func `what a relay or a list says steers no terminal and begins no formula`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("email,organisation\nann@hub.example,=1+1\n", to: "lists/kent.csv")
        try FileManager.default.removeItem(atPath: workspace("lists/news.txt"))
        try FileManager.default.moveItem(
            atPath: workspace("lists/kent.csv"), toPath: workspace("lists/news.csv"))
        let id = try await workspace.acceptedBroadcast().id
        try workspace.write(
            #"{"at":"2026-11-23T12:00:00.000Z","to":"ann@hub.example","event":"rejected","attempt":1,"code":550,"reply":"\u001b[2J;=2","recipient":0}"#
                + "\n", to: "broadcasts/\(id)/deliveries.jsonl")
        let text = try await workspace.ran("report \(id)")
        #expect(text.output.contains("ann@hub.example (news): rejected: 550 ?[2J;=2\n"), "\(text)")
        #expect(
            text.output.contains("\nBy organisation:  recipients") && text.output.contains("\n=1+1  "),
            "\(text)")
        let csv = try await workspace.ran("report \(id) --csv").output
        #expect(
            csv.contains("\"ann@hub.example\",\"\",\"'=1+1\",\"news\",\"rejected\",\"550  [2J;'=2\","),
            "\(csv)")
    }

    @Test func `a broadcast in which the program failed is not opened`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        let crash = #"{"event":"crashed","broadcast":"\#(id)","signal":11}"# + "\n"
        try workspace.write(crash + crash, to: "state/crashes.jsonl")
        let run = try await workspace.ran("report \(id)")
        #expect(run.code == 1 && run.output.contains("\nOutcome: 0 accepted, 2 pending of 2\n"), "\(run)")
        #expect(run.errors.contains("the program failed in its work on it"), "\(run)")
        #expect(!run.output.contains("By list:"))
        #expect(try await workspace.ran("report").code == 0)
        #expect(try workspace.read("state/crashes.jsonl") == crash + crash)
    }
}
