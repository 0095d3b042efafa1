import Mail

/// A draft as its author wrote it, read and found well-formed. Whether its lists, templates and
/// attachments exist is for the desk to find out.
public struct Draft: Sendable, Equatable {
    public var subject: Located<String>
    /// The subject with the places of all its lines; nil where it was not read from a file.
    var writtenSubject: FieldValue?
    /// List names in the order written, none twice; empty: the configuration's `defaultLists`.
    public var to: [Located<Name>] = []
    public var except: [Located<Name>] = []
    public var template: Located<Name>?
    public var stance: Stance = .respond
    public var priority: Priority = .normal
    public var sendAt: Located<WrittenTime>?
    public var embargo: Located<WrittenTime>?
    public var expires: Located<WrittenTime>?
    public var updates: Located<String>?
    public var withdraws: Located<String>?
    public var replyTo: Located<Mailbox>?
    public var contact: String?
    public var sources: [String] = []
    public var topics: [String] = []
    public var attachments: [Located<String>] = []
    /// Where it says that it is an exercise, or that it is none; nil: it is none.
    var exercise: Located<YesOrNo>?
    /// The prepared line that it is made of.
    public var prepared: PreparedUse?
    /// Markdown, LF line ends, no leading or trailing blank lines.
    public var body: String
    /// The line on which the body starts.
    public var bodyLine: Int = 1

    public init(subject: Located<String>, body: String) {
        self.subject = subject
        self.body = body
    }
}

extension Draft {
    /// - Parameter offset: in scalars, from the subject's beginning.
    func positionInSubject(_ offset: Int) -> Position {
        writtenSubject?.position(at: offset)
            ?? Position(line: subject.position.line, column: subject.position.column + offset)
    }

    /// Nothing in it is real: it is stamped, and goes to lists that may be drilled alone.
    public var isExercise: Bool { exercise?.value == .yes }

    /// SHA-256 of subject and body as a reader sees them: white space, which editors add and take away, does not
    /// count but for the words that it parts, nor does the form that accented letters are stored in. An exercise is
    /// never the same as what it drills.
    var textDigest: String {
        func words(_ text: String) -> String {
            text.unicodeScalars.split { TextSafety.isSpace($0) || $0 == "\n" }.map { String($0) }
                .joined(separator: " ")
        }
        let stamp = isExercise ? "exercise\n" : ""
        return Digest.sha256(Array(composed("\(stamp)\(words(subject.value))\n\(words(body))").utf8))
    }
}

/// A value with the place where it was written.
public struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
    public var value: Value
    public var position: Position

    public init(_ value: Value, at position: Position) {
        self.value = value
        self.position = position
    }
}

/// How a line is to be used; the first thing that a reader sees.
public enum Stance: String, Sendable, CaseIterable {
    case respond
    case ifAsked = "if-asked"
    case hold
    case doNotAmplify = "do-not-amplify"
    case amplify
}

/// What a key says that asks for one or the other.
enum YesOrNo: String, Sendable, CaseIterable { case yes, no }

/// Which broadcast goes first.
public enum Priority: String, Sendable, CaseIterable, Comparable {
    case urgent, normal, bulk

    private var rank: Int { Priority.allCases.firstIndex(of: self) ?? 0 }

    /// `urgent < normal < bulk`: sorted, the first to send comes first.
    public static func < (left: Priority, right: Priority) -> Bool { left.rank < right.rank }
}

/// A time as a person wrote it, resolved: the moment, and the text for messages.
public struct WrittenTime: Sendable, Equatable {
    public var moment: Timestamp
    public var text: String

    public init(moment: Timestamp, text: String) {
        self.moment = moment
        self.text = text
    }
}
