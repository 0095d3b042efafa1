import Mail
import TestSupport
import Testing

@testable import SMTP

/// How a server speaks, whatever it says.
enum Manner: String, CaseIterable {
    case grouped, plain, bytewise, multiline

    func apply(to script: inout Script) {
        script.pipelining = self != .plain
        script.bytewise = self == .bytewise
        script.multiline = self == .multiline
    }
}

/// What goes wrong at one step, and how the first message then ends.
struct Fault: Sendable, CustomTestStringConvertible {
    var step: Script.Step
    var fault: Script.Fault
    var end: String

    init(_ step: Script.Step, _ fault: Script.Fault, _ end: String) {
        (self.step, self.fault, self.end) = (step, fault, end)
    }

    var testDescription: String { "\(step) \(fault): \(end)" }

    /// Little patience only where patience is what is tried.
    var timeout: Int { if case .stall = fault { 1_000 } else { 20_000 } }
}

/// Every fault at every step of a transaction, in every manner of speaking.
@Suite(.timeLimit(.minutes(5)))
struct FaultTests {
    static let refusals = [
        Fault(.mail, .reply("450 4.7.1 later"), "refused 450 recipient"),
        Fault(.rcpt, .reply("450 4.7.1 greylisted"), "refused 450 recipient"),
        Fault(.rcpt, .reply("550 5.1.1 no such user"), "refused 550 recipient"),
        Fault(.rcpt, .reply("550-5.1.1 no\r\n550 5.1.1 such user"), "refused 550 recipient"),
        Fault(.data, .reply("451 4.7.1 later"), "refused 451 recipient"),
        Fault(.data, .reply("554 5.6.0 no"), "refused 554 recipient"),
        Fault(.endOfData, .reply("451 4.7.1 later"), "refused 451 recipient"),
        Fault(.endOfData, .reply("554 5.6.0 no"), "refused 554 recipient"),
        Fault(.endOfData, .reply("552 5.3.4 too big"), "refused 552 message"),
        Fault(.endOfData, .reply("251 2.1.5 forwarded"), "accepted 251"),
        Fault(.endOfData, .reply("299 fine"), "accepted 299"),
    ]

    @Test(arguments: refusals, Manner.allCases)
    func `a refusal ends one message and costs no connection`(fault: Fault, manner: Manner) async throws {
        let (source, server) = try await deliver(4, fault, manner)
        #expect(source.ends == [fault.end] + Array(repeating: "accepted 250", count: 3))
        #expect(server.connectionCount == 1)
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    static let losses: [Fault] = [Script.Step.mail, .rcpt, .data, .endOfData].flatMap { step in
        let lost = step == .endOfData ? "unconfirmed" : "put back"
        return [
            Fault(step, .close, lost),
            Fault(step, .stall, lost),
            Fault(step, .reply("Hello there, this is not SMTP"), lost),
            Fault(step, .reply("600 what"), lost),
            Fault(step, .reply("2"), lost),
            Fault(step, .reply(String(repeating: "250 long", count: 20_000)), lost),
            Fault(step, .reply(step == .data ? "250 yes" : "354 go"), lost),
            Fault(
                step, .replyAndClose("421 4.3.0 going down"),
                step == .endOfData ? "refused 421 connection" : lost),
        ]
    }

    @Test(arguments: losses, Manner.allCases)
    func `a lost connection ends each message on it once`(fault: Fault, manner: Manner) async throws {
        let (source, server) = try await deliver(3, fault, manner) { $0.ends[0] != "" }
        #expect(source.ends[0] == fault.end)
        #expect(source.ends[1...].allSatisfy { $0 == "put back" || $0 == "" })
        #expect(source.breaches.isEmpty && source.isSaved)
        #expect(server.messages.isEmpty)
    }

    @Test(arguments: losses.filter { $0.step != .endOfData }, [Manner.grouped, .plain])
    func `a loss on a connection that has worked costs a fresh one`(fault: Fault, manner: Manner) async throws
    {
        var fault = fault
        if fault.step == .data, case .reply("250 yes") = fault.fault { fault.fault = .close }
        var script = Script(
            Script.Rule(fault.step, fault.fault, times: 1, recipient: fault.step == .mail ? "" : "r1@"))
        manner.apply(to: &script)
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 4)
        source.retriesPutBack = true
        try await Transport.deliver(source, to: .loopback(server.port, timeout: fault.timeout))
        #expect(source.outcomes.values.map(RecordingSource.brief).allSatisfy { $0 == "accepted 250" })
        #expect(server.messages.count == 4)
        #expect(server.connectionCount == 2)
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    @Test(arguments: [Script.Step.mail, .rcpt, .endOfData], [Manner.grouped, .plain])
    func `a reply too many is never taken for another message's`(step: Script.Step, manner: Manner)
        async throws
    {
        let fault = Fault(step, .extra("250 2.0.0 once more"), "")
        let (source, server) = try await deliver(3, fault, manner) {
            $0.ends[1] != "" || $0.ends[0] == "put back"
        }
        #expect(source.ends[0] == (step == .endOfData ? "accepted 250" : "put back"))
        let accepted = source.ends.indices.filter { source.ends[$0] == "accepted 250" }
        #expect(accepted.map { "r\($0)@example.org" } == server.messages.flatMap(\.recipients))
        #expect(Set(server.messages.map(\.connection)).count == server.messages.count)
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    static let resets = [
        Fault(.rset, .close, "put back"), Fault(.rset, .stall, "put back"),
        Fault(.rset, .reply("what?"), "put back"), Fault(.rset, .reply("500 5.5.1 unknown"), "put back"),
        Fault(.rset, .replyAndClose("421 4.3.0 bye"), "put back"),
    ]

    @Test(arguments: resets, Manner.allCases)
    func `a fault at RSET is not the next message's`(fault: Fault, manner: Manner) async throws {
        var script = Script(.init(.rcpt, .reply("550 5.1.1 no"), times: 1), .init(.rset, fault.fault))
        manner.apply(to: &script)
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 3)
        source.retriesPutBack = true
        try await Transport.deliver(source, to: .loopback(server.port, timeout: fault.timeout))
        #expect(
            source.outcomes.mapValues(RecordingSource.brief) == [
                0: "refused 550 recipient", 1: "accepted 250", 2: "accepted 250",
            ])
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    static let partings: [Script.Fault] = [
        .close, .stall, .reply("nonsense"), .reply("500 no"), .replyAndClose("421 x"), .extra("250 x"),
    ]

    @Test(arguments: partings, Manner.allCases)
    func `a fault at QUIT harms nobody`(fault: Script.Fault, manner: Manner) async throws {
        let (source, server) = try await deliver(3, Fault(.quit, fault, ""), manner)
        #expect(source.ends == Array(repeating: "accepted 250", count: 3))
        #expect(server.messages.count == 3)
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    /// Delivers so many messages to a server with one fault, until all have ended or `enough` says so.
    private func deliver(
        _ count: Int, _ fault: Fault, _ manner: Manner,
        until enough: @escaping (RecordingSource) -> Bool = { _ in false }
    ) async throws -> (RecordingSource, ScriptedServer) {
        var script = Script(.init(fault.step, fault.fault, times: 1))
        manner.apply(to: &script)
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: count)
        source.stopsWhen = enough
        try await Transport.deliver(source, to: .loopback(server.port, timeout: fault.timeout))
        return (source, server)
    }
}
