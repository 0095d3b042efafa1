/// What a scripted server offers, and what goes wrong with it.
public struct Script: Sendable {
    /// Where in the dialogue something goes wrong.
    public enum Step: String, Sendable, CaseIterable {
        case greeting, ehlo, startTLS, auth, mail, rcpt, data, endOfData, rset, quit
    }

    /// What the server does instead of answering as it should.
    public enum Fault: Sendable, CustomStringConvertible {
        /// These bytes and a CRLF.
        case reply(String)
        case close
        /// A reply, then the end.
        case replyAndClose(String)
        /// Reads on, and never answers again.
        case stall
        /// A reply, and then it does not even read, until it is stopped.
        case replyAndStop(String)
        /// The right reply, and these bytes behind it.
        case extra(String)

        public var description: String {
            switch self {
            case .reply(let text): "reply \(text.prefix(40))"
            case .close: "close"
            case .replyAndClose(let text): "reply and close \(text)"
            case .replyAndStop(let text): "reply and stop \(text)"
            case .stall: "stall"
            case .extra(let text): "extra \(text)"
            }
        }
    }

    /// A fault at a step: for the first `times` there, and only for recipients whose address starts so.
    public struct Rule: Sendable {
        public var step: Step
        public var fault: Fault
        var times: Int
        var recipient: String

        public init(_ step: Step, _ fault: Fault, times: Int = .max, recipient: String = "") {
            self.step = step
            self.fault = fault
            self.times = times
            self.recipient = recipient
        }
    }

    public var rules: [Rule] = []
    public var pipelining = true
    /// Further EHLO keywords, `SIZE 1000` for instance.
    public var keywords: [String] = []
    /// User name and password for AUTH PLAIN.
    public var account: (name: String, password: String)?
    /// Milliseconds before the reply at a step.
    public var delays: [Step: Int] = [:]
    /// Every reply leaves byte by byte.
    public var bytewise = false
    /// Every reply has three lines.
    public var multiline = false
    /// DATA is answered 354 though every recipient was refused, as RFC 2920 allows.
    public var acceptsEmptyData = false
    /// Recipients of one message; those beyond are told 452 4.5.3.
    public var mostRecipients = Int.max
    /// Sessions at a time; those beyond are told 421 4.7.0.
    public var mostSessions = Int.max
    /// Called with the recipients at the first byte of a message's content, on the server's thread.
    public var onContent: @Sendable ([String]) -> Void = { _ in }

    public init() {}

    public init(_ rules: Rule..., pipelining: Bool = true) {
        self.rules = rules
        self.pipelining = pipelining
    }
}
