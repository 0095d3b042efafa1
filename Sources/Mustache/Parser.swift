/// Builds the tree of a template from its lines.
///
/// Tags that are open wait on a stack of our own, so that depth costs no native stack.
struct Parser {
    /// A tag that awaits its closing tag, with what has been found in it.
    private struct Frame {
        let opening: Tag
        let standing: Standing
        var nodes: [Node] = []
        var arguments: [String: Argument] = [:]
    }

    private var nodes: [Node] = []
    private var frames: [Frame] = []

    /// Throws a `TemplateError` where tags do not pair, nest too deeply, or stand where they may not.
    static func nodes(of lines: [Line], template: String) throws(TemplateError) -> [Node] {
        var parser = Parser()
        for line in lines { try parser.add(line) }
        if let frame = parser.frames.last {
            let tag = frame.opening
            throw TemplateError(
                "\(tag.kind.word) \(tag.name.quoted) is opened here and never closed", at: tag.place)
        }
        return parser.nodes
    }

    private var isInParent: Bool { frames.last?.opening.kind == .parent }

    // MARK: - Lines

    private mutating func add(_ line: Line) throws(TemplateError) {
        if !line.isStandalone { startLine(line) }
        for (index, piece) in line.pieces.enumerated() {
            switch piece {
            case .text(let text):
                guard !line.isStandalone else { continue }
                append(.text(index == 0 ? Array(text.dropFirst(line.indentation.count)) : text))
            case .tag(let tag):
                if try add(tag, Standing(line, at: index)) { return }
            }
        }
        if !line.isStandalone { append(.text(line.newline)) }
    }

    /// A blank line is kept as it is: it is never indented.
    private mutating func startLine(_ line: Line) {
        append(line.isBlank ? .text(line.indentation) : .lineStart(line.indentation))
    }

    /// Directly inside a parent, text means nothing.
    private mutating func append(_ node: Node) {
        if case .text(let text) = node, text.isEmpty { return }
        if frames.isEmpty {
            nodes.append(node)
        } else if !isInParent {
            frames[frames.count - 1].nodes.append(node)
        }
    }

    // MARK: - Tags

    /// Returns whether the rest of the line belongs to the tag.
    private mutating func add(_ tag: Tag, _ standing: Standing) throws(TemplateError) -> Bool {
        switch tag.kind {
        case .comment, .delimiters: return false
        case .close: return try close(tag, standing)
        case .block: break
        default: try checkNotInParent(tag)
        }
        switch tag.kind {
        case .variable, .unescaped:
            append(.variable(Name(tag.name, at: tag.place), escaped: tag.kind == .variable))
            return false
        case .partial:
            let indentation = standing.isStandalone ? standing.line.indentation : nil
            append(.inclusion(Inclusion(name: tag.name, place: tag.place, indentation: indentation)))
            return false
        default:
            return try open(tag, standing)
        }
    }

    private func checkNotInParent(_ tag: Tag) throws(TemplateError) {
        guard isInParent else { return }
        throw TemplateError(
            "\(tag.written.quoted) stands directly inside a parent; put it into a block ('{{$name}}')",
            at: tag.place)
    }

    private mutating func open(_ tag: Tag, _ standing: Standing) throws(TemplateError) -> Bool {
        guard frames.count < Limits.sourceNesting else {
            throw TemplateError("tags nest more than \(Limits.sourceNesting) deep here", at: tag.place)
        }
        let isArgument = isInParent
        frames.append(Frame(opening: tag, standing: standing))
        return isArgument && standing.closesLine && !standing.isStandalone
    }

    private mutating func close(_ tag: Tag, _ standing: Standing) throws(TemplateError) -> Bool {
        guard let frame = frames.popLast() else {
            throw TemplateError("\(tag.written.quoted) closes nothing: nothing is open here", at: tag.place)
        }
        let opening = frame.opening
        guard opening.name == tag.name else {
            throw TemplateError(
                "\(tag.written.quoted) closes \(opening.name.quoted), which is opened in line "
                    + "\(opening.place.line), column \(opening.place.column)", at: tag.place)
        }
        let lines = Extent(opening: frame.standing, closing: standing)
        switch opening.kind {
        case .parent: append(parent: frame, lines)
        case .block where isInParent: append(argument: frame, lines)
        case .block: append(block: frame, lines)
        default:
            let name = Name(opening.name, at: opening.place)
            append(.section(name, inverted: opening.kind == .inverted, frame.nodes))
            return false
        }
        return lines.takesRest && !(opening.kind == .block && isInParent)
    }

    // MARK: - Inheritance

    private mutating func append(parent frame: Frame, _ lines: Extent) {
        if lines.takesStart { removeLineStart() }
        append(
            .inclusion(
                Inclusion(
                    name: frame.opening.name, place: frame.opening.place,
                    indentation: lines.startsLine ? lines.indentation : nil, arguments: frame.arguments)))
        if !frame.standing.opensLine && lines.closing.isStandalone {
            append(.text(lines.closing.line.newline))
        }
    }

    private mutating func append(block frame: Frame, _ lines: Extent) {
        if lines.takesStart { removeLineStart() }
        var body = frame.nodes
        var indentation: [UInt8] = []
        if lines.startsLine {
            let common = lines.takesStart ? nil : Indentation.common(of: body)
            indentation = common ?? lines.indentation
        }
        if !body.isEmpty {
            if lines.takesStart { body.insert(.lineStart(indentation), at: 0) }
            if lines.takesRest { body.append(.text(lines.closing.line.newline)) }
        }
        append(
            .block(
                Block(
                    name: frame.opening.name, place: frame.opening.place, body: body,
                    opensLine: lines.startsLine, indentation: indentation,
                    newline: lines.endsLine ? lines.closing.line.newline : [])))
    }

    private mutating func append(argument frame: Frame, _ lines: Extent) {
        let startsLine = frame.standing.closesLine
        var body = frame.nodes
        if lines.closing.opensLine, case .lineStart = body.last { body.removeLast() }
        if startsLine, let common = Indentation.common(of: body) {
            body = Indentation.remove(common.count, from: body)
        }
        frames[frames.count - 1].arguments[frame.opening.name] = Argument(
            place: frame.opening.place, body: body, startsLine: startsLine, endsLine: lines.closing.opensLine)
    }

    /// The start of the line becomes part of the element that has the line for itself.
    private mutating func removeLineStart() {
        _ = frames.isEmpty ? nodes.popLast() : frames[frames.count - 1].nodes.popLast()
    }
}
