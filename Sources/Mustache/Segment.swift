/// A piece of a specialised template: text that is the same for everyone, or a place to fill.
public indirect enum Segment: Equatable, Sendable {
    /// UTF-8, escaped already.
    case text([UInt8])
    /// The hole's value goes here, escaped for HTML if `escaped`.
    case hole(Int, escaped: Bool)
    /// The inner segments appear when the hole's value is not empty; when `inverted`, when it is.
    case section(hole: Int, inverted: Bool, [Segment])
}

extension [Segment] {
    /// Appends to `output` what one recipient reads. `value` gives the UTF-8 text of a hole, unescaped.
    public func splice(into output: inout [UInt8], value: (Int) -> [UInt8]) {
        for segment in self {
            switch segment {
            case .text(let text):
                output.append(contentsOf: text)
            case .hole(let hole, let escaped):
                (escaped ? Escaping.html : .none).append(value(hole), to: &output)
            case .section(let hole, let inverted, let inner):
                if value(hole).isEmpty == inverted { inner.splice(into: &output, value: value) }
            }
        }
    }
}

/// Segments in the making; neighbouring texts become one.
struct SegmentBuilder {
    private var segments: [Segment] = []
    private var text: [UInt8] = []

    /// Returns how many bytes this has become.
    mutating func append(_ bytes: some Sequence<UInt8>, _ escaping: Escaping) -> Int {
        let before = text.count
        escaping.append(bytes, to: &text)
        return text.count - before
    }

    mutating func append(hole: Int, escaped: Bool) {
        flush()
        segments.append(.hole(hole, escaped: escaped))
    }

    /// A section with nothing in it is left out.
    mutating func append(sectionOver hole: Int, inverted: Bool, _ inner: [Segment]) {
        guard !inner.isEmpty else { return }
        flush()
        segments.append(.section(hole: hole, inverted: inverted, inner))
    }

    mutating func finish() -> [Segment] {
        flush()
        return segments
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        segments.append(.text(text))
        text = []
    }
}
