@testable import Mail
@testable import SMTP

/// Plays moves on a dialogue and puts its answers into words.
struct DialoguePlayer {
    var dialogue: Dialogue
    var ended: [Int] = []
    var hasHungUp = false
    private var wasReady = false

    init(dialogue: Dialogue) { self.dialogue = dialogue }

    @discardableResult
    mutating func play(_ move: String) -> String {
        let words = move.split(separator: " ").map(String.init)
        var answers: [String] = []
        switch words[0] {
        case "begin":
            var envelope = RecordingSource.envelope(Int(words[1]) ?? 0)
            for more in words.dropFirst(2) {
                envelope.recipients += RecordingSource.envelope(Int(more) ?? 0).recipients
            }
            dialogue.begin(envelope, at: 0)
        case "<":
            let code = Int(words[1]) ?? 0
            answers += take(Reply(code: code, text: code == 452 ? "too many recipients" : "text"))
        case "record": dialogue.noteRecorded()
        case "content":
            dialogue.noteRecorded()
            _ = dialogue.takeContent()
        case "left": dialogue.noteHandedOver()
        case "abandon": answers += dialogue.abandon("gone", at: 7).map { told($0) }
        case "withdraw": answers += dialogue.withdraw("stopped", at: 7).map { told($0) }
        case "quit": dialogue.end()
        default: return "unknown move"
        }
        var bytes: [UInt8] = []
        if words[0] == "quit" {
            dialogue.quit(into: &bytes)
        } else if !hasHungUp {
            dialogue.pump(into: &bytes)
        }
        if !bytes.isEmpty { answers.append("> " + verbs(bytes)) }
        if dialogue.isReady, !wasReady { answers.append("ready") }
        wasReady = dialogue.isReady
        return answers.joined(separator: ", ")
    }

    private mutating func take(_ reply: Reply) -> [String] {
        let step = dialogue.take(reply, at: 7)
        if step.hangUp != nil { hasHungUp = true }
        return step.settled.map { told(.settle($0)) } + step.putBack.map { told(.putBack($0, blamed: false)) }
            + (step.hangUp == nil ? [] : ["hang up"])
    }

    private mutating func told(_ leftover: Leftover) -> String {
        switch leftover {
        case .putBack(let ticket, let isBlamed):
            ended.append(ticket.recipient)
            return "put back \(ticket.recipient)\(isBlamed ? "!" : "")"
        case .settle(let settlement):
            ended.append(settlement.ticket.recipient)
            return "settled \(settlement.ticket.recipient) \(Self.brief(settlement.outcome))"
        }
    }

    private static func brief(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .lost: "lost"
        case .unconfirmed: "unconfirmed"
        case .refused(let reply, _): "refused \(reply.code)"
        }
    }

    private func verbs(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
            .map { String($0.prefix { $0 != " " }) }.joined(separator: " ")
    }
}

extension String {
    /// Without the spaces at its ends.
    var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
