import Mustache

/// Which names a template may use, and what is wrong with one that is not among them.
struct TemplateNames {
    /// The values of a message without their text: for each name something stands there, lists have one
    /// element, and a check costs the same whatever the draft holds.
    let sample: Value
    private let known: [String]

    init(_ values: Value) {
        sample = TemplateNames.sample(of: values)
        known = TemplateNames.names(in: values).sorted()
    }

    func problem(_ name: UndefinedName, _ templates: TemplateFolder, _ kind: TemplateFolder.Kind) -> Problem {
        let place = Position(line: name.line, column: name.column)
        let problem = Problem(path: name.template, at: place, explanation(of: name))
        return name.kind == .partial ? templates.problem(ofPartial: name.name, kind, at: problem) : problem
    }

    /// `there is no value 'subscriber.twon'; did you mean 'subscriber.town'?`
    private func explanation(of name: UndefinedName) -> String {
        guard name.kind == .value else { return name.explanation }
        let column = "subscriber."
        let isColumn = name.name.utf8.starts(with: column.utf8)
        let why = isColumn ? ": none of the lists has such a column" : ""
        // What is the same in all of them must not make them alike.
        let tail = isColumn ? String(name.name.dropFirst(column.count)) : name.name
        let candidates = known.filter { $0.hasPrefix(column) == isColumn }
            .map { isColumn ? String($0.dropFirst(column.count)) : $0 }
        let near = Suggestion.nearest(to: tail, among: candidates).map { isColumn ? column + $0 : $0 }
        // `name` alone is mostly the recipient's, which comes last.
        let whole = isColumn ? nil : known.last { $0.hasSuffix("." + tail) }
        return name.explanation + why + ((near ?? whole).map { "; did you mean '\($0)'?" } ?? "")
    }

    private static func sample(of value: Value, element: Value = .string("")) -> Value {
        switch value {
        case .string: return .string("")
        case .list: return .list([element])
        case .map(let members):
            // Its elements are no texts; and mostly it has none to tell.
            let change = MessageView.change(now: "", before: "")
            let elements = ["changes": change, "lines": BundledLine.sample]
            let samples = members.map { name, value in
                (name, sample(of: value, element: elements[name] ?? .string("")))
            }
            return .map(Dictionary(uniqueKeysWithValues: samples))
        default: return value
        }
    }

    private static func names(in value: Value) -> [String] {
        guard case .map(let members) = value else { return [] }
        return members.flatMap { name, inner in
            if case .map = inner { names(in: inner).map { "\(name).\($0)" } } else { [name] }
        }
    }
}
