import Mail

/// The key block's fields by their key: each key known, each given once unless it may repeat, no value
/// empty, no value with characters that hide something.
struct DraftFields {
    private var fields: [(key: DraftKey, field: DraftField)] = []
    /// Given, rightly or wrongly.
    private(set) var given: Set<DraftKey> = []
    /// What fills the blanks of a prepared line, by their names.
    private(set) var blanks: [String: FieldValue] = [:]
    /// Given, rightly or wrongly.
    private(set) var givenBlanks: Set<String> = []

    init(_ all: [DraftField], _ kind: DraftKind, _ problems: inout ProblemList) {
        var firstLines: [DraftKey: Int] = [:]
        for field in all {
            guard let key = DraftKey(named: field.name) else {
                takeOther(field, kind, &problems)
                continue
            }
            given.insert(key)
            if let refusal = kind.refusal(of: key) {
                problems.error(at: field.position, refusal)
                continue
            }
            if let line = firstLines[key], !key.mayRepeat {
                problems.error(at: field.position, Self.repetition(of: key, line: line))
                continue
            }
            firstLines[key] = field.position.line
            if isSound(field, key.rawValue, &problems) { fields.append((key, field)) }
        }
    }

    func value(of key: DraftKey) -> FieldValue? { fields.first { $0.key == key }?.field.value }

    func values(of key: DraftKey) -> [FieldValue] { fields.filter { $0.key == key }.map(\.field.value) }

    /// A blank, or a key that nobody knows.
    private mutating func takeOther(_ field: DraftField, _ kind: DraftKind, _ problems: inout ProblemList) {
        guard case .use(let known) = kind else {
            return problems.error(at: field.position, Self.unknownKey(field.name))
        }
        // Without its line nobody knows which blanks there are.
        guard let known else { return }
        let name = field.name.asciiLowercased
        guard known.contains(name) else {
            return problems.error(at: field.position, Self.unknownBlank(field.name, known, kind))
        }
        guard givenBlanks.insert(name).inserted else {
            return problems.error(at: field.position, "'\(name)' is filled twice; keep one of the two")
        }
        if isSound(field, name, &problems) { blanks[name] = field.value }
    }

    private static func unknownBlank(_ name: String, _ known: [String], _ kind: DraftKind) -> String {
        let near = Suggestion.nearest(to: name, among: kind.keys).map { "did you mean '\($0)'?" }
        let all = known.isEmpty ? "the line has no blanks" : "its blanks are \(known.joined(separator: ", "))"
        return "\(Quoted(name)) is neither a key nor a blank of the prepared line; \(near ?? all)"
    }

    private func isSound(_ field: DraftField, _ key: String, _ problems: inout ProblemList) -> Bool {
        if field.value.text.isEmpty {
            problems.error(
                at: field.position, "'\(key)' has no value; write one, or delete the line")
            return false
        }
        if let unsafe = field.value.unsafeScalar {
            let kind = TextSafety.isControl(unsafe.value) ? "control" : "text-direction"
            problems.error(
                at: unsafe.position,
                "'\(key)' holds the \(kind) character \(TextSafety.codePoint(unsafe.value)),"
                    + " which cannot be seen; delete it, or type the value again")
            return false
        }
        return true
    }

    private static func repetition(of key: DraftKey, line: Int) -> String {
        let isList = key == .to || key == .except
        return "'\(key.rawValue)' is given twice, first on line \(line); "
            + (isList ? "write all its lists on one line, with commas" : "keep one of the two")
    }

    private static func unknownKey(_ name: String) -> String {
        let unknown = "unknown key \(Quoted(name))"
        if let hint = hints[name.asciiLowercased] { return "\(unknown); \(hint)" }
        if let meant = DraftKey.meant(by: name) { return "\(unknown); did you mean '\(meant.rawValue)'?" }
        return "\(unknown); if it belongs to the text, put a blank line before it, and the keys above that"
    }

    /// Keys that people bring along from mail programs and other tools.
    private static let hints: [String: String] = [
        "from": "the sender is set in the configuration, so delete this line",
        "sender": "the sender is set in the configuration, so delete this line",
        "cc": "name every list in 'To'; each subscriber gets a message alone",
        "bcc": "name every list in 'To'; each subscriber gets a message alone",
        "list": "did you mean 'To'?", "lists": "did you mean 'To'?",
        "title": "did you mean 'Subject'?", "headline": "did you mean 'Subject'?",
        "date": "did you mean 'Send-At'?", "send": "did you mean 'Send-At'?",
        "time": "did you mean 'Send-At'?",
        "attachment": "did you mean 'Attach'?", "attachments": "did you mean 'Attach'?",
        "link": "did you mean 'Source'?", "url": "did you mean 'Source'?",
        "tag": "did you mean 'Topic'?", "tags": "did you mean 'Topic'?",
    ]
}
