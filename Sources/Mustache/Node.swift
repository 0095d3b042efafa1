/// A compiled piece of a template.
enum Node: Sendable {
    /// Printed as it is. Never the white space that a line starts with, unless the line is blank.
    case text([UInt8])
    /// The white space that a line starts with. Indentation from outside goes before it.
    case lineStart([UInt8])
    /// `{{name}}`, or `{{{name}}}` and `{{&name}}` when not escaped.
    case variable(Name, escaped: Bool)
    /// `{{#name}}…{{/name}}`, or `{{^name}}…{{/name}}` when inverted.
    case section(Name, inverted: Bool, [Node])
    /// `{{>name}}`, or `{{<name}}…{{/name}}`.
    case inclusion(Inclusion)
    /// `{{$name}}…{{/name}}` outside a parent: a parameter.
    case block(Block)
}

/// A name as it is looked up.
struct Name: Sendable {
    /// The parts between the dots; none for `.` itself.
    let parts: [String]
    let written: String
    let place: Place

    init(_ written: String, at place: Place) {
        self.written = written
        self.place = place
        parts =
            written == "."
            ? [] : written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Another template, put in here. A partial is a parent without arguments.
struct Inclusion: Sendable {
    let name: String
    let place: Place
    /// Goes before each line of it; nil where the tag stands amid a line.
    var indentation: [UInt8]?
    var arguments: [String: Argument] = [:]
}

/// A block inside a parent's tags: what fills the parent's block of that name.
struct Argument: Sendable {
    let place: Place
    /// Without the indentation that its lines have in common.
    let body: [Node]
    /// Whether it starts on a line of its own, behind the line of its opening tag.
    let startsLine: Bool
    /// Whether it ends with a whole line, before the line of its closing tag.
    let endsLine: Bool
}

/// A block elsewhere: a place that a child template can fill.
struct Block: Sendable {
    let name: String
    let place: Place
    /// What stands there if nobody fills it; with the whole of its lines, where they are its own.
    var body: [Node]
    /// Whether what fills it starts a line.
    let opensLine: Bool
    /// Goes before each line of what fills it.
    var indentation: [UInt8]
    /// Goes behind what fills it, if that does not end its line itself.
    let newline: [UInt8]
}
