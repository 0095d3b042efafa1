/// What one rendering may cost, so that no template can exhaust the machine.
public struct Limits: Sendable {
    /// The text of all segments together, in bytes.
    public var outputBytes: Int
    /// Tags and lines worked through, each round of a section anew; bounds loops that print nothing.
    public var steps: Int

    public init(outputBytes: Int = 4 << 20, steps: Int = 1_000_000) {
        self.outputBytes = outputBytes
        self.steps = steps
    }

    /// Sections, parents and blocks open at one place of a source. Not to be raised lightly: compiled
    /// templates and segments nest as deep, and are rendered and freed on the native stack.
    static let sourceNesting = 100
    /// Sections, partials, parents and blocks being rendered at one time.
    static let renderNesting = 200
    /// One of the two marks of a tag, in bytes.
    static let delimiterBytes = 16
}
