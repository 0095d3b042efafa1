import Mustache

/// Renders a template that has no holes, as text.
func rendered(
    _ source: String, _ context: [String: Value] = [:], partials: [String: String] = [:],
    escaping: Escaping = .html
) throws -> String? {
    try plainText(specialised(source, context, partials: partials, escaping: escaping))
}

func specialised(
    _ source: String, _ context: [String: Value] = [:], partials: [String: String] = [:],
    escaping: Escaping = .html, limits: Limits = Limits()
) throws -> [Segment] {
    let compiled = try compile(partials)
    return try Template(source, name: "main").render(
        .map(context), escaping: escaping, partials: { compiled[$0] }, limits: limits)
}

func compile(_ sources: [String: String]) throws -> [String: Template] {
    var compiled: [String: Template] = [:]
    for (name, source) in sources { compiled[name] = try Template(source, name: name) }
    return compiled
}

/// Nil where there is anything but one text, or nothing.
func plainText(_ segments: [Segment]) -> String? {
    guard let first = segments.first else { return "" }
    guard segments.count == 1, case .text(let text) = first else { return nil }
    return String(validating: text, as: UTF8.self)
}
