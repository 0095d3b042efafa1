/// Renders away everything that is known and keeps the holes.
struct Renderer {
    private let escaping: Escaping
    private let partials: (String) -> Template?
    private let limits: Limits
    private var contexts: ContextStack
    private var output = SegmentBuilder()
    /// What fills the blocks of the template being rendered.
    private var arguments: [String: Argument] = [:]
    /// Goes before each line of the template being rendered.
    private var indentation: [UInt8] = []
    /// The names of the templates being rendered, from the outside in.
    private var chain: [String]
    /// The last tag met, for messages.
    private var place: Place
    private var nesting = 0
    private var steps = 0
    private var bytes = 0

    init(
        _ template: Template, context: Value, escaping: Escaping, partials: @escaping (String) -> Template?,
        limits: Limits
    ) {
        self.escaping = escaping
        self.partials = partials
        self.limits = limits
        contexts = ContextStack(context)
        chain = [template.name]
        place = Place(template: template.name)
    }

    /// Throws a `TemplateError` where a limit is passed.
    mutating func render(_ template: Template) throws(TemplateError) -> [Segment] {
        try render(template.nodes)
        return output.finish()
    }

    private mutating func render(_ nodes: [Node]) throws(TemplateError) {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Limits.renderNesting else { throw tooDeep }
        for node in nodes {
            try step()
            switch node {
            case .text(let text):
                try print(text)
            case .lineStart(let space):
                try print(indentation)
                try print(space)
            case .variable(let name, let escaped):
                try render(variable: name, escaped: escaped)
            case .section(let name, let inverted, let inner):
                try render(section: name, inverted: inverted, inner)
            case .inclusion(let inclusion):
                try render(inclusion)
            case .block(let block):
                try render(block)
            }
        }
    }

    private mutating func render(variable name: Name, escaped: Bool) throws(TemplateError) {
        place = name.place
        let escaping = escaped ? self.escaping : .none
        guard let value = contexts.value(of: name) else { return }
        if case .hole(let hole) = value {
            output.append(hole: hole, escaped: escaping == .html)
        } else if let text = value.text {
            try print(text.utf8, escaping)
        }
    }

    // MARK: - Sections

    private mutating func render(section name: Name, inverted: Bool, _ inner: [Node]) throws(TemplateError) {
        place = name.place
        let value = contexts.value(of: name) ?? .null
        switch value {
        case .hole(let hole):
            var inside = SegmentBuilder()
            swap(&output, &inside)
            try inverted ? render(inner) : render(inner, in: value)
            swap(&output, &inside)
            output.append(sectionOver: hole, inverted: inverted, inside.finish())
        case _ where inverted:
            if value.isFalse { try render(inner) }
        case .list(let elements):
            for element in elements {
                try step()
                try render(inner, in: element)
            }
        default:
            if !value.isFalse { try render(inner, in: value) }
        }
    }

    private mutating func render(_ nodes: [Node], in context: Value) throws(TemplateError) {
        contexts.push(context)
        defer { contexts.pop() }
        try render(nodes)
    }

    // MARK: - Partials, parents and blocks

    /// One that cannot be found is empty.
    private mutating func render(_ inclusion: Inclusion) throws(TemplateError) {
        place = inclusion.place
        guard let template = partials(inclusion.name) else { return }
        let outside = (arguments, indentation)
        defer { (arguments, indentation) = outside }
        chain.append(inclusion.name)
        defer { chain.removeLast() }

        // Who is further out has the last word.
        arguments.merge(inclusion.arguments) { outer, _ in outer }
        indentation = inclusion.indentation.map { indentation + $0 } ?? []
        try render(template.nodes)
    }

    private mutating func render(_ block: Block) throws(TemplateError) {
        guard let argument = arguments[block.name] else { return try render(block.body) }
        guard !argument.body.isEmpty else { return }
        place = argument.place
        let outside = (arguments, indentation)
        defer { (arguments, indentation) = outside }

        // A block of the same name inside it is its default; it would never end otherwise.
        arguments[block.name] = nil
        indentation = block.opensLine ? indentation + block.indentation : []
        if block.opensLine && !argument.startsLine { try print(indentation) }
        try render(argument.body)
        if !argument.endsLine { try print(block.newline) }
    }

    // MARK: - Limits

    private mutating func print(_ text: some Collection<UInt8>, _ escaping: Escaping = .none)
        throws(TemplateError)
    {
        bytes += output.append(text, escaping)
        guard bytes <= limits.outputBytes else {
            throw TemplateError("the text passes \(limits.outputBytes) bytes here", at: place)
        }
    }

    private mutating func step() throws(TemplateError) {
        steps += 1
        guard steps <= limits.steps else {
            throw TemplateError(
                "rendering passes \(limits.steps) steps here: its sections repeat too often", at: place)
        }
    }

    private var tooDeep: TemplateError {
        let names = chain.prefix(6).joined(separator: " > ") + (chain.count > 6 ? " > …" : "")
        return TemplateError(
            "partials and sections nest more than \(Limits.renderNesting) deep: \(names)", at: place)
    }
}

extension Template {
    /// Specialises the template: the result is text where everything is known, and holes elsewhere.
    ///
    /// A name that means nothing is empty, and so is a partial that `partials` does not know. Throws a
    /// `TemplateError` with the place where `limits` are passed or partials nest without end.
    public func render(
        _ context: Value, escaping: Escaping, partials: (String) -> Template?, limits: Limits = Limits()
    ) throws(TemplateError) -> [Segment] {
        try withoutActuallyEscaping(partials) { (partials) throws(TemplateError) -> [Segment] in
            var renderer = Renderer(
                self, context: context, escaping: escaping, partials: partials, limits: limits)
            return try renderer.render(self)
        }
    }
}
