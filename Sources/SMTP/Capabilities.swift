import Mail

/// What the relay said it can do, in its last EHLO (RFC 5321 §4.1.1.1).
struct Capabilities: Equatable {
    /// All of them, as the relay wrote them.
    var keywords: [String] = []
    /// RFC 2920.
    var pipelining = false
    /// RFC 6152.
    var eightBitMIME = false
    /// RFC 6531.
    var smtpUTF8 = false
    /// RFC 4954; in upper case.
    var logIns: [String] = []
    /// `SIZE` was offered (RFC 1870).
    var size = false
    /// Octets; nil: the relay named no limit.
    var sizeLimit: Int?

    init() {}

    /// From the texts of an EHLO reply's lines. The first line is a greeting, not a keyword.
    init(ehlo lines: [String]) {
        keywords = lines.dropFirst().filter { !$0.isEmpty }
        for line in keywords {
            let words = line.split(separator: " ").map { $0.uppercased() }
            switch words.first {
            case "PIPELINING": pipelining = true
            case "8BITMIME": eightBitMIME = true
            case "SMTPUTF8": smtpUTF8 = true
            case "AUTH": logIns = Array(words.dropFirst())
            case "SIZE":
                size = true
                sizeLimit = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            default: break
            }
        }
    }

    /// What the relay would have to say to this message; nil: it can be handed over.
    func refusal(of envelope: Envelope) -> (Reply, Verdict)? {
        if envelope.needsUTF8, !smtpUTF8 {
            let text = "the relay does not offer SMTPUTF8, which this address needs"
            return (
                Reply(code: 553, status: EnhancedStatus(5, 6, 7), text: text),
                Verdict(scope: .recipient, isPermanent: true)
            )
        }
        if let sizeLimit, envelope.size > sizeLimit {
            let text = "the message has \(envelope.size) octets, the relay takes \(sizeLimit)"
            return (
                Reply(code: 552, status: EnhancedStatus(5, 3, 4), text: text),
                Verdict(scope: .message, isPermanent: true)
            )
        }
        return nil
    }
}

extension Envelope {
    /// Something in the envelope or the header is not ASCII.
    var needsUTF8: Bool {
        needsSMTPUTF8 || sender.needsSMTPUTF8 || recipients.contains { $0.address.needsSMTPUTF8 }
    }
}
