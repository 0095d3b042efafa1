import Testing

@testable import Mail
@testable import SMTP

/// The dialogue in tables: what is said to it, and what it then says.
struct DialogueTests {
    /// One line a move: `begin N`, `< REPLY`, `content`, `left`, `abandon`, `withdraw`, `quit`. What the dialogue
    /// does stands behind each: `> COMMANDS`, `ready`, `settled N OUTCOME`, `hang up`, `put back N`.
    static let tables: [(name: String, pipelining: Bool, moves: [String])] = [
        (
            "grouped, two messages", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready",
                "content |", "begin 1 | > MAIL RCPT DATA", "left |", "< 250 | settled 0 accepted",
                "< 250 |", "< 250 |", "< 354 | ready", "content |", "left |", "< 250 | settled 1 accepted",
                "quit | > QUIT",
                "< 221 | hang up",
            ]
        ),
        (
            "one by one", false,
            [
                "begin 0 | > MAIL", "< 250 | > RCPT", "< 251 | > DATA", "< 354 | ready", "content |",
                "left |",
                "< 250 | settled 0 accepted", "begin 1 | > MAIL",
            ]
        ),
        (
            "one by one, refused", false,
            [
                "begin 0 | > MAIL", "< 250 | > RCPT", "< 550 | settled 0 refused 550", "begin 1 | > RSET",
                "< 250 | > MAIL", "< 450 | settled 1 refused 450", "begin 2 | > RSET", "< 502 | hang up",
                "abandon | put back 2",
            ]
        ),
        (
            "sender refused", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 550 | settled 0 refused 550", "< 503 |", "< 503 |",
                "begin 1 | > RSET MAIL RCPT DATA",
            ]
        ),
        (
            "recipient refused, DATA taken", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 550 | settled 0 refused 550", "< 354 | > .",
                "begin 1 | > RSET MAIL RCPT DATA", "< 554 |", "< 250 |", "< 250 |", "< 250 |",
                "< 354 | ready",
            ]
        ),
        (
            "sender refused, and all the rest taken: an empty message must not be sent", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 550 | settled 0 refused 550", "< 250 |", "< 354 | hang up",
                "abandon |",
            ]
        ),
        (
            "DATA refused", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 451 | settled 0 refused 451",
                "begin 1 | > RSET MAIL RCPT DATA",
            ]
        ),
        (
            "refused before its end had left", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "content |",
                "begin 1 | > MAIL RCPT DATA", "< 552 | settled 0 refused 552, hang up",
                "abandon | put back 1",
            ]
        ),
        (
            "accepted before its end had left is not believed", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "content |",
                "< 250 | hang up",
                "abandon | settled 0 lost",
            ]
        ),
        (
            "lost after the end", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "content |",
                "begin 1 | > MAIL RCPT DATA", "left |", "abandon | settled 0 unconfirmed, put back 1",
            ]
        ),
        (
            "recorded and not sent", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "record |",
                "abandon | settled 0 lost",
            ]
        ),
        (
            "going down in the middle", true,
            ["begin 0 | > MAIL RCPT DATA", "< 250 |", "< 421 | hang up", "abandon | put back 0!"]
        ),
        (
            "going down at the end", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "content |",
                "begin 1 | > MAIL RCPT DATA", "left |", "< 421 | settled 0 refused 421, hang up",
                "abandon | put back 1",
            ]
        ),
        ("a reply that nothing asked for", true, ["< 250 | hang up"]),
        ("going down while idle", true, ["< 421 | hang up"]),
        (
            "a reply too many behind 354", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "< 250 | hang up",
                "abandon | put back 0!",
            ]
        ),
        ("odd codes", true, ["begin 0 | > MAIL RCPT DATA", "< 354 | hang up"]),
        ("odd code at DATA", true, ["begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 250 | hang up"]),
        (
            "odd code at the end", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "content |", "left |",
                "< 354 | hang up",
                "abandon | settled 0 unconfirmed",
            ]
        ),
        (
            "one of three refused, two get it", true,
            [
                "begin 0 1 2 | > MAIL RCPT RCPT RCPT DATA", "< 250 |", "< 250 |",
                "< 550 | settled 1 refused 550",
                "< 250 |", "< 354 | ready", "content |", "left |",
                "< 250 | settled 0 accepted, settled 2 accepted",
            ]
        ),
        (
            "too many for one message", true,
            [
                "begin 0 1 2 | > MAIL RCPT RCPT RCPT DATA", "< 250 |", "< 250 |", "< 452 | put back 1",
                "< 452 | put back 2", "< 354 | ready", "content |", "left |", "< 250 | settled 0 accepted",
            ]
        ),
        (
            "452 for the first is about that one", true,
            [
                "begin 0 1 | > MAIL RCPT RCPT DATA", "< 250 |", "< 452 | settled 0 refused 452", "< 250 |",
                "< 354 | ready",
            ]
        ),
        (
            "all refused, DATA accepted all the same", true,
            [
                "begin 0 1 | > MAIL RCPT RCPT DATA", "< 250 |", "< 550 | settled 0 refused 550",
                "< 550 | settled 1 refused 550", "< 354 | > .", "< 554 |", "begin 2 | > RSET MAIL RCPT DATA",
            ]
        ),
        (
            "all refused, one command at a time", false,
            [
                "begin 0 1 | > MAIL", "< 250 | > RCPT", "< 550 | settled 0 refused 550, > RCPT",
                "< 550 | settled 1 refused 550", "begin 2 | > RSET",
            ]
        ),
        (
            "MAIL refused for all", true,
            [
                "begin 0 1 | > MAIL RCPT RCPT DATA", "< 451 | settled 0 refused 451, settled 1 refused 451",
                "< 503 |", "< 503 |", "< 503 |", "begin 2 | > RSET MAIL RCPT DATA",
            ]
        ),
        (
            "the message refused for those who were taken", true,
            [
                "begin 0 1 | > MAIL RCPT RCPT DATA", "< 250 |", "< 450 | settled 0 refused 450", "< 250 |",
                "< 354 | ready", "content |", "left |", "< 554 | settled 1 refused 554",
            ]
        ),
        (
            "gone after the end of the message", true,
            [
                "begin 0 1 | > MAIL RCPT RCPT DATA", "< 250 |", "< 250 |", "< 250 |", "< 354 | ready",
                "content |",
                "begin 2 3 | > MAIL RCPT RCPT DATA", "left |",
                "abandon | settled 0 unconfirmed, settled 1 unconfirmed, put back 2, put back 3",
            ]
        ),
        (
            "withdrawn with a group on its way", true,
            [
                "begin 0 | > MAIL RCPT DATA", "< 250 |", "< 250 |", "< 354 | ready", "content |",
                "begin 1 | > MAIL RCPT DATA", "left |", "withdraw | put back 1", "< 250 | settled 0 accepted",
                "< 250 |", "< 250 |", "< 354 | hang up",
            ]
        ),
    ]

    @Test(arguments: tables.indices)
    func `each move has its answer`(index: Int) {
        let table = Self.tables[index]
        var capabilities = Capabilities()
        capabilities.pipelining = table.pipelining
        var player = DialoguePlayer(dialogue: Dialogue(offered: capabilities))
        for (number, move) in table.moves.enumerated() {
            let parts = move.split(separator: "|", omittingEmptySubsequences: false)
                .map { String($0).trimmed }
            let asked = parts[0]
            let answer = player.play(asked)
            #expect(answer == parts[1], "\(table.name), move \(number + 1): \(asked)")
        }
    }

    @Test func `a refusal is judged by where it was given`() {
        var player = DialoguePlayer(dialogue: Dialogue(offered: Capabilities()))
        player.play("begin 0")
        let reply = Reply(code: 552, text: "no")
        for _ in 0..<3 { player.play(player.dialogue.awaited == .data ? "< 354" : "< 250") }
        player.play("content")
        player.play("left")
        let step = player.dialogue.take(reply, at: 42)
        let outcome = Outcome.refused(reply, Verdict(of: reply, at: .endOfData))
        #expect(
            step.settled
                == [
                    Settlement(ticket: Ticket(broadcast: 1, recipient: 0), outcome: outcome, milliseconds: 42)
                ])
    }

    /// Whatever is said in whatever order, nothing traps, and no message ends twice or never.
    @Test(arguments: 0..<20)
    func `no replies in any order make a message end twice`(seed: Int) {
        var random = Jitter(state: UInt64(seed))
        for _ in 0..<500 {
            var capabilities = Capabilities()
            capabilities.pipelining = Bool.random(using: &random)
            var player = DialoguePlayer(dialogue: Dialogue(offered: capabilities))
            var begun = 0
            for _ in 0..<40 where !player.hasHungUp {
                let codes = [250, 250, 250, 354, 354, 421, 450, 550, 251, 552]
                switch Int.random(in: 0..<8, using: &random) {
                case 0 where player.dialogue.canBegin:
                    player.play("begin \(begun)")
                    begun += 1
                case 1 where player.dialogue.isReady:
                    player.play("record")
                    player.play("content")
                case 2 where player.dialogue.delivering != nil: player.play("left")
                default: player.play("< \(codes.randomElement(using: &random) ?? 250)")
                }
            }
            player.play("abandon")
            #expect(player.ended.sorted() == Array(0..<begun))
            #expect(player.dialogue.opening == nil && player.dialogue.delivering == nil)
        }
    }
}
