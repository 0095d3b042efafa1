import Mustache

/// Looks at every file of the templates folder, for `check`.
///
/// A template that others take in is judged where they do so: a part for use inside a section may use names
/// that exist only there.
struct TemplateCheck {
    let templates: TemplateFolder
    /// The names that a draft or the configuration can ask for without more ado.
    let inUse: Set<Name>
    /// Finds the problems of one template, and of all that it takes in.
    let problems: (Name, TemplateFolder.Kind) -> [Problem]

    func run() -> [Problem] {
        var found: [Problem] = []
        for kind in TemplateFolder.Kind.allCases {
            let names = templates.names(kind)
            let isPart = Set(names.flatMap { parts(of: $0, kind).subtracting([$0]) })
            var seen: Set<Name> = []
            // Behind the others, those that only take in each other.
            for name in names.filter({ !isPart.contains($0) || inUse.contains($0) }) + names
            where !seen.contains(name) {
                found += problems(name, kind)
                mark(name, kind, in: &seen)
            }
        }
        return found
    }

    private func parts(of name: Name, _ kind: TemplateFolder.Kind) -> Set<Name> {
        Set((templates.partial(name.text, kind)?.inclusions ?? []).compactMap { Name($0) })
    }

    private func mark(_ name: Name, _ kind: TemplateFolder.Kind, in seen: inout Set<Name>) {
        var waiting = [name]
        while let name = waiting.popLast() {
            if seen.insert(name).inserted { waiting += parts(of: name, kind) }
        }
    }
}
