/// Which other templates a template takes in.
extension Template {
    /// The names of the partials and parents that it takes in itself, in both arms of every section.
    public var inclusions: Set<String> {
        var found: Set<String> = []
        Template.collect(nodes, into: &found)
        return found
    }

    private static func collect(_ nodes: [Node], into found: inout Set<String>) {
        for node in nodes {
            switch node {
            case .text, .lineStart, .variable: break
            case .section(_, _, let inner): collect(inner, into: &found)
            case .block(let block): collect(block.body, into: &found)
            case .inclusion(let inclusion):
                found.insert(inclusion.name)
                for argument in inclusion.arguments.values { collect(argument.body, into: &found) }
            }
        }
    }
}
