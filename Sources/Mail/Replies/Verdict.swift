/// Where in the dialogue a reply was given.
public enum Stage: String, Sendable, Equatable {
    case greeting, ehlo, startTLS, auth, mail, rcpt, data, endOfData, rset
}

/// What a reply that is not a success means: whom it concerns, and whether it is final.
///
/// Decided once, at the wire, by the table in `docs/delivery.md` (RFC 3463, RFC 5321 §4.2.1).
public struct Verdict: Sendable, Equatable {
    /// Whom the refusal is about. Only `recipient` says anything about a subscriber.
    public enum Scope: String, Sendable {
        /// This address.
        case recipient
        /// This message, whoever gets it: too big, for instance.
        case message
        /// This connection, or the line: try again on a fresh one.
        case connection
        /// The relay is telling us to slow down: it passes in a minute.
        case throttled
        /// A quota of ours, of the day or so, is used up: it passes in hours.
        case quota
        /// Our sender, our credentials, our right to relay: a person has to act.
        case account
    }

    public var scope: Scope
    /// 5xx in effect: not to be tried again for this recipient.
    public var isPermanent: Bool
    /// The address or its domain is dead (5.1.1 and its kin): suppress it.
    public var addressIsDead: Bool
    /// The relay would rather have fewer connections of ours.
    public var asksForLess: Bool

    public init(scope: Scope, isPermanent: Bool, addressIsDead: Bool = false, asksForLess: Bool = false) {
        self.scope = scope
        self.isPermanent = isPermanent
        self.addressIsDead = addressIsDead
        self.asksForLess = asksForLess
    }
}
