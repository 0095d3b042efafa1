/// A name in a template that nothing stands for.
public struct UndefinedName: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// A value that is not there.
        case value
        /// A partial or parent that is not there.
        case partial
        /// A partial, parent or block that was not looked into: too many are nested in one another.
        case unchecked
    }

    public let kind: Kind
    /// As written, with its dots.
    public let name: String
    /// The name of the template that uses it, which may be a partial.
    public let template: String
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int

    init(_ kind: Kind, _ name: String, at place: Place) {
        self.kind = kind
        self.name = name
        template = place.template
        line = place.line
        column = place.column
    }

    /// What is wrong, without the place.
    public var explanation: String {
        switch kind {
        case .value: "there is no value \(name.quoted)"
        case .partial: "there is no partial \(name.quoted)"
        case .unchecked: "templates nest too deeply to check \(name.quoted)"
        }
    }

    public var description: String { "\(template):\(line):\(column): error: \(explanation)" }
}

extension Template {
    /// Every name used in the template and in the partials that it reaches, in both arms of every section,
    /// that `sample` does not have; each place once, in the order in which they are met.
    ///
    /// In `sample` every permitted name is present: lists have one element, and what is known later is a
    /// hole. The default of a block counts where nothing fills the block.
    public func undefinedNames(sample: Value, partials: (String) -> Template?) -> [UndefinedName] {
        withoutActuallyEscaping(partials) { partials in
            var walk = NameWalk(sample: sample, partials: partials)
            walk.visit(nodes)
            return walk.found
        }
    }
}

/// Goes through a template as the renderer does, but takes every way, each once.
private struct NameWalk {
    /// A partial and all that its names depend on.
    private struct Visit: Hashable {
        let partial: String
        let contexts: [Value]
        let arguments: [String: Place]
    }

    private let partials: (String) -> Template?
    private var contexts: ContextStack
    private var arguments: [String: Argument] = [:]
    private var visited: Set<Visit> = []
    private var reported: Set<UndefinedName> = []
    private var nesting = 0
    private var steps = 0
    private(set) var found: [UndefinedName] = []

    /// Tags and lines; far more than any real set of templates has.
    private static let maximumSteps = 200_000

    init(sample: Value, partials: @escaping (String) -> Template?) {
        self.partials = partials
        contexts = ContextStack(sample)
    }

    mutating func visit(_ nodes: [Node]) {
        nesting += 1
        defer { nesting -= 1 }
        steps += nodes.count
        for node in nodes {
            switch node {
            case .text, .lineStart: break
            case .variable(let name, _): _ = value(of: name)
            case .section(let name, let inverted, let inner): visit(section: name, inverted, inner)
            case .inclusion(let inclusion): visit(inclusion)
            case .block(let block): visit(block)
            }
        }
    }

    private mutating func visit(section name: Name, _ inverted: Bool, _ inner: [Node]) {
        let outside = contexts
        defer { contexts = outside }
        if let value = value(of: name), !inverted { push(value) }
        visit(inner)
    }

    private mutating func push(_ value: Value) {
        if case .list(let elements) = value {
            if let first = elements.first { contexts.push(unique: first) }
        } else {
            contexts.push(unique: value)
        }
    }

    private mutating func visit(_ inclusion: Inclusion) {
        guard let template = partials(inclusion.name) else {
            return report(UndefinedName(.partial, inclusion.name, at: inclusion.place))
        }
        let outside = arguments
        defer { arguments = outside }
        arguments.merge(inclusion.arguments) { outer, _ in outer }

        let visit = Visit(
            partial: inclusion.name, contexts: contexts.values, arguments: arguments.mapValues(\.place))
        guard visited.insert(visit).inserted else { return }
        guard mayGoOn else { return report(UndefinedName(.unchecked, inclusion.name, at: inclusion.place)) }
        self.visit(template.nodes)
    }

    private mutating func visit(_ block: Block) {
        guard let argument = arguments.removeValue(forKey: block.name) else { return visit(block.body) }
        defer { arguments[block.name] = argument }
        guard mayGoOn else { return report(UndefinedName(.unchecked, block.name, at: block.place)) }
        visit(argument.body)
    }

    private var mayGoOn: Bool { nesting < Limits.renderNesting && steps < Self.maximumSteps }

    private mutating func value(of name: Name) -> Value? {
        let value = contexts.value(of: name)
        if value == nil { report(UndefinedName(.value, name.written, at: name.place)) }
        return value
    }

    private mutating func report(_ name: UndefinedName) {
        if reported.insert(name).inserted { found.append(name) }
    }
}
