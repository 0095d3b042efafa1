/// How a tag stands on its line.
struct Standing {
    /// Only white space stands before it.
    let opensLine: Bool
    /// Only white space stands behind it.
    let closesLine: Bool
    /// Nothing of the line is kept but its tags.
    let isStandalone: Bool
    let line: Line

    init(_ line: Line, at index: Int) {
        self.line = line
        isStandalone = line.isStandalone
        opensLine = isStandalone || line.begins(at: index)
        closesLine = isStandalone || line.ends(at: index)
    }
}

/// How a parent or a block stands on the lines from its opening tag to its closing tag.
///
/// The two need not be on lines of their own, nor on different ones: an element with only white space
/// before its opening tag and behind its closing tag has these lines for itself.
struct Extent {
    let opening: Standing
    let closing: Standing

    private var isAlone: Bool { opening.opensLine && closing.closesLine }
    /// Whether what it prints starts a line.
    var startsLine: Bool { opening.isStandalone || isAlone }
    /// Whether what it prints must end its last line itself.
    var endsLine: Bool { closing.isStandalone || isAlone }
    /// Whether the start of the line before its opening tag is its own, and not dropped already.
    var takesStart: Bool { isAlone && !opening.isStandalone }
    /// Whether the rest of the line behind its closing tag is its own, and not dropped already.
    var takesRest: Bool { isAlone && !closing.isStandalone }
    var indentation: [UInt8] { opening.line.indentation }
}
