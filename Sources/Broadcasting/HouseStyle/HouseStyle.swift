/// What `house-style.json` asks of drafts. A rule that is off is not there.
public struct HouseStyle: Sendable, Equatable {
    /// Nothing is asked.
    public static let empty = HouseStyle()

    /// Headings that begin the key messages.
    var keyMessages = PhraseSet()
    /// Phrases to avoid, and those that are all right though they hold one; the meaning is the entry's index.
    var phrases = PhraseSet()
    var entries: [Entry] = []
    var peopleFirst: PeopleFirst?
    var valuesFirst: ValuesFirst?
    var sources: Sources?
    var length: Length?
    var contact: Contact?

    /// Phrases that are to be avoided for one reason.
    struct Entry: Sendable, Equatable {
        /// Nil: they are all right.
        var severity: Problem.Severity?
        var say: String?
        var why: String?
    }

    /// People before numbers: no key message opens with a figure.
    struct PeopleFirst: Sendable, Equatable {
        var severity: Problem.Severity
        /// What may stand before a figure: "more than".
        var before = PhraseSet()
        /// Figures in words: "one in five".
        var numbers = PhraseSet()
    }

    /// The first key message names one of these.
    struct ValuesFirst: Sendable, Equatable {
        var severity: Problem.Severity
        var values = PhraseSet()
        /// The first few, as they were written.
        var examples: [String] = []
    }

    /// No link and no figure without a `Source`.
    struct Sources: Sendable, Equatable {
        var severity: Problem.Severity
        var links = true
        var figures = true
        /// Words behind a number that make it a figure: "per cent".
        var units = PhraseSet()
    }

    /// What is still read on a phone; nil: any length.
    struct Length: Sendable, Equatable {
        var severity: Problem.Severity
        var subjectCharacters: Int?
        var bodyWords: Int?
        var sentenceWords: Int?
        var itemWords: Int?
        var listItems: Int?
    }

    /// A `Contact` is needed with these templates.
    struct Contact: Sendable, Equatable {
        var severity: Problem.Severity
        var templates: [Name] = []
    }
}
