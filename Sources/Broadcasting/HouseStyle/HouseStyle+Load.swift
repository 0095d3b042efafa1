import JSON
import Mail

extension HouseStyle {
    /// Reads a house style whole: every problem at once, in the order of the file.
    ///
    /// - Parameters:
    ///   - bytes: JSON (RFC 8259), with comments and trailing commas.
    ///   - path: as problems name the file; their messages start with the path of the key, `words.phrases[0].avoid: …`.
    /// - Returns: the style, nil where there is a problem.
    static func load(bytes: [UInt8], path: String) -> (style: HouseStyle?, problems: [Problem]) {
        let reader = ConfigurationReader(file: path, workspace: "", knowsTimeZone: { _ in false })
        do throws(JSONProblem) {
            let root = Setting(path: "", node: try JSONNode.parse(bytes, options: .relaxed))
            var loading = HouseStyleReader(reader: reader)
            loading.read(root)
            let start = Position(line: 1, column: 1)
            let problems = loading.reader.problems.sorted { ($0.position ?? start) < ($1.position ?? start) }
            return (problems.isEmpty ? loading.style : nil, problems)
        } catch {
            let position = Position(line: error.line, column: error.column)
            return (nil, [Problem(path: path, at: position, error.message)])
        }
    }
}

/// Reads the rules of a house style, and keeps every problem that it meets.
struct HouseStyleReader {
    var reader: ConfigurationReader
    private(set) var style = HouseStyle()
    /// The path of the key of each entry's first phrase, for phrases that are given twice.
    private var places: [String] = []

    init(reader: ConfigurationReader) { self.reader = reader }

    fileprivate mutating func read(_ root: Setting) {
        guard reader.isObject(root, keys: HouseStyleKeys.root) else { return }
        style.keyMessages = phrases(root["keyMessages"])
        words(root["words"])
        framing(root["framing"])
        style.peopleFirst = peopleFirst(root["peopleFirst"])
        style.valuesFirst = valuesFirst(root["valuesFirst"])
        style.sources = sources(root["sources"])
        style.length = length(root["length"])
        style.contact = contact(root["contact"])
    }

    // MARK: Phrases to avoid

    private mutating func words(_ rule: Setting?) {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.words) else { return }
        let severity = severity(rule["severity"])
        entries(reader.required("phrases", in: rule, "[{\"avoid\": [\"words\"], \"say\": \"…\"}]"), severity)
        for phrase in reader.elements(rule["allow"]) ?? [] { add(phrase, Entry(severity: nil)) }
    }

    private mutating func framing(_ rule: Setting?) {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.framing) else { return }
        let severity = severity(rule["severity"])
        entries(reader.required("phrases", in: rule, "[{\"avoid\": [\"words\"], \"say\": \"…\"}]"), severity)
    }

    private typealias Entry = HouseStyle.Entry

    private mutating func entries(_ setting: Setting?, _ severity: Problem.Severity?) {
        for setting in reader.elements(setting) ?? [] {
            guard reader.isObject(setting, keys: HouseStyleKeys.entry) else { continue }
            let (say, why) = (reader.text(setting["say"]), reader.text(setting["why"]))
            let own = setting["severity"].map { self.severity($0) } ?? severity
            // A rule that is off stays off, whatever its entries say.
            let entry = severity == nil ? nil : own.map { Entry(severity: $0, say: say, why: why) }
            let avoid = reader.required("avoid", in: setting, "[\"words to avoid\"]")
            let phrases = reader.elements(avoid) ?? []
            if let avoid, avoid.node.value.arrayValue?.isEmpty == true {
                reader.report(avoid, "is empty: write the words to avoid")
            }
            for phrase in phrases { add(phrase, entry) }
        }
    }

    /// - Parameter entry: nil where it is off; it is looked at all the same, for it may be turned on one day.
    private mutating func add(_ setting: Setting, _ entry: Entry?) {
        guard let phrase = reader.text(setting) else { return }
        do throws(PhraseSet.Refusal) {
            guard let entry else {
                var unused = PhraseSet()
                return try unused.add(phrase)
            }
            try style.phrases.add(phrase, meaning: style.entries.count)
            style.entries.append(entry)
            places.append(setting.path)
        } catch { report(error, phrase, setting) }
    }

    private mutating func report(_ refusal: PhraseSet.Refusal, _ phrase: String, _ setting: Setting) {
        let quoted = Quoted(phrase)
        switch refusal {
        case .noWords: reader.report(setting, "\(quoted) has no words in it")
        case .tooLong(let words):
            reader.report(setting, "\(quoted) has \(words) words: at most \(PhraseSet.longest)")
        case .known(let meaning):
            let other = places.indices.contains(meaning) ? " (\(places[meaning]))" : ""
            reader.report(setting, "\(quoted) is given twice\(other): leave one out")
        }
    }

    // MARK: Values

    /// The severity of a rule that is there; nil where it is off.
    mutating func severity(_ setting: Setting?) -> Problem.Severity? {
        guard let setting, let text = reader.text(setting) else { return .warning }
        if text == "off" { return nil }
        if let severity = Problem.Severity(rawValue: text) { return severity }
        reader.report(setting, "\(Quoted(text)) is not known: write 'off', 'warning' or 'error'")
        return .warning
    }

    mutating func flag(_ setting: Setting?, default standard: Bool) -> Bool {
        guard let setting else { return standard }
        if let flag = setting.node.value.boolValue { return flag }
        reader.report(setting, "expected true or false, found \(setting.found)")
        return standard
    }

    mutating func phrases(_ setting: Setting?) -> PhraseSet {
        var phrases = PhraseSet()
        for element in reader.elements(setting) ?? [] {
            guard let phrase = reader.text(element) else { continue }
            do throws(PhraseSet.Refusal) { try phrases.add(phrase) } catch {
                if case .known = error {
                    reader.report(element, "\(Quoted(phrase)) is given twice: leave one out")
                } else {
                    report(error, phrase, element)
                }
            }
        }
        return phrases
    }
}
