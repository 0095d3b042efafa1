/// Why a text is no address that we mail to: where, and what is wrong.
///
/// Prints as `'jo@' is not an email address: nothing after '@'`.
public struct AddressProblem: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Part: String, Sendable {
        case localPart = "the part before '@'"
        case label = "a part of the domain"
        case domain = "the domain"
        case address = "the address"
    }

    public enum Reason: Sendable, Equatable {
        case empty, noAt, wideAt, webAddress
        case nothingBeforeAt, nothingAfterAt, secondAt, severalAddresses
        case whiteSpace
        case control(Unicode.Scalar)
        case direction(Unicode.Scalar)
        case invisible(Unicode.Scalar)
        case character(Unicode.Scalar, in: Part)
        case dotAtEdge(Part), dotsInARow(Part)
        case tooLong(Part, octets: Int, limit: Int)
        case quotedLocalPart, leadsToProgramOrFile, backQuotes, startsWithMark, bounceSender
        case addressLiteral, hyphenAtEdge, oneLabel, numericTopLevel
        case reserved(String)
        /// libidn2 refused it; in its words.
        case notInternational(String)
        /// Would do, were it written cleanly; only where the text has to be exact.
        case stray(AddressWarning.Stray)
        case nameIsOtherAddress, unclosedBracket, textAfterBracket, nameIsTooLong
    }

    /// What was given, whole.
    public let text: String
    /// Unicode scalars from the start of `text`, from 0.
    public let offset: Int
    public let reason: Reason

    public init(_ reason: Reason, in text: String, at offset: Int) {
        self.reason = reason
        self.text = text
        self.offset = offset
    }

    public var description: String { "\(Quoted(text)) is not an email address: \(reason.wording)" }

    /// The same, where the text was a part of `whole` that starts at `start`.
    func within(_ whole: String, from start: Int) -> AddressProblem {
        AddressProblem(reason, in: whole, at: offset + start)
    }
}

extension AddressProblem.Reason {
    /// What was found, and what to do where that is not plain.
    var wording: String {
        switch self {
        case .empty: "nothing there"
        case .noAt: "no '@'"
        case .wideAt: "a full-width '＠'; write '@'"
        case .webAddress: "a web address"
        case .nothingBeforeAt: "nothing before '@'"
        case .nothingAfterAt: "nothing after '@'"
        case .secondAt: "a second '@'"
        case .severalAddresses: "more than one address; write one address a line"
        case .whiteSpace: "white space inside"
        case .control(let found): "\(found.codePoint) is a control character; remove it"
        case .direction(let found): "\(found.codePoint) changes the direction of text; remove it"
        case .invisible(let found): "\(found.codePoint) cannot be seen; remove it"
        case .character(",", in: .domain): "',' in the domain; is it a '.'?"
        case .character(let found, in: let part): "\(Quoted(String(found))) cannot stand in \(part.rawValue)"
        case .dotAtEdge(let part): "\(part.rawValue) starts or ends with a dot"
        case .dotsInARow(let part): "two dots in a row in \(part.rawValue)"
        case .tooLong(let part, let octets, let limit):
            "\(part.rawValue) has \(octets) octets, at most \(limit) are allowed"
        case .stray(let stray): "\(stray.rawValue) around it; write the address alone"
        default: policy
        }
    }

    /// What RFC 5321 would allow and we do not, and the forms of a line.
    private var policy: String {
        switch self {
        case .quotedLocalPart: "quoted parts before '@' are not supported"
        case .leadsToProgramOrFile: "it starts like a program or a file, with '|' or '/'"
        case .backQuotes: "back-quotes in it"
        case .startsWithMark: "a combining mark with no letter before it"
        case .bounceSender: "it is the sender of bounces, nobody reads it"
        case .addressLiteral: "a domain is needed, not a number in brackets"
        case .hyphenAtEdge: "a part of the domain starts or ends with '-'"
        case .oneLabel: "the domain has no dot"
        case .numericTopLevel: "the domain ends in a number"
        case .reserved(let name): "nobody can be reached under '.\(name)'"
        case .notInternational(let why): "not a valid international domain (\(why))"
        case .nameIsOtherAddress: "the name is a different address; write one address a line"
        case .unclosedBracket: "'<' and '>' do not match"
        case .textAfterBracket: "there is text after '>'"
        case .nameIsTooLong: "the name is longer than 128 characters"
        default: "not understood"
        }
    }
}
