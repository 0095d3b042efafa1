/// A Mustache template, compiled: it is parsed once and rendered as often as needed.
///
/// The specification 1.4 with interpolation, sections, inverted sections, comments, partials, delimiters
/// and inheritance; without lambdas and dynamic names. https://github.com/mustache/spec
public struct Template: Sendable {
    /// What messages call it.
    public let name: String
    let nodes: [Node]

    /// Throws a `TemplateError` with the place of the first mistake.
    public init(_ source: String, name: String) throws(TemplateError) {
        self.name = name
        nodes = try Parser.nodes(of: Scanner.lines(of: source, template: name), template: name)
    }
}
