/// Something about an address, or its name, that was put right or that a person should look at.
///
/// Prints as `'user@gmial.com': is it 'gmail.com'?`.
public struct AddressWarning: Sendable, Equatable, CustomStringConvertible {
    /// Marks around an address that do not belong to it.
    public enum Stray: String, Sendable {
        case mailto = "'mailto:'"
        case quotes = "quotation marks"
        case space = "white space"
        case invisible = "an invisible character"
        case punctuation = "punctuation"
        case brackets = "angle brackets"
        case comment = "a comment in parentheses"
    }

    public enum Reason: Sendable, Equatable {
        /// Dropped from the edge.
        case stray(Stray)
        /// Legal, and rarely meant.
        case odd(Unicode.Scalar)
        /// Braces: a template's placeholder was left in.
        case placeholder
        /// Letters of several scripts in one word: it may imitate another.
        case mixedScripts
        case fullWidth
        /// Was decomposed; composed now (NFC).
        case composed
        /// Only a relay with SMTPUTF8 can carry it (RFC 6531).
        case needsSMTPUTF8
        /// The domain that was probably meant, or its ending (`.com`).
        case typo(meant: String)
        /// The name was cut to 128 scalars.
        case nameCut
    }

    /// The text that it is about.
    public let text: String
    public let reason: Reason

    public init(_ reason: Reason, in text: String) {
        self.reason = reason
        self.text = text
    }

    public var description: String { "\(Quoted(text)): \(wording)" }

    private var wording: String {
        switch reason {
        case .stray(let stray): "dropped \(stray.rawValue) around the address"
        case .odd(let scalar): "\(Quoted(String(scalar))) is rare in an address; is it right?"
        case .placeholder: "looks like a placeholder of a template"
        case .mixedScripts: "letters of several scripts in one word; it may imitate another address"
        case .fullWidth: "full-width letters; are they meant?"
        case .composed: "characters composed (NFC)"
        case .needsSMTPUTF8: "only a relay that offers SMTPUTF8 can deliver to it"
        case .typo(let meant): "is it \(Quoted(meant))?"
        case .nameCut: "name cut to \(Mailbox.nameLimit) characters"
        }
    }
}
