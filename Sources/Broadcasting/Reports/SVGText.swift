/// A small picture (SVG 1.1) that asks nothing of anywhere: shapes and text in the reader's own font.
struct SVGText {
    enum Anchor: String { case start, middle, end }

    static let ink = "#1a1a1a"
    static let quiet = "#5c5c5c"
    static let line = "#d5d5d5"
    static let strong = "#0b5cad"

    let width: Int
    let height: Int
    private var body = ""

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Int = 13, anchor: Anchor = .start, bold: Bool = false,
        colour: String = ink
    ) {
        body += "<text x=\"\(Tenths(x))\" y=\"\(Tenths(y))\" font-size=\"\(size)\" "
        body += "text-anchor=\"\(anchor.rawValue)\" "
        body += (bold ? "font-weight=\"bold\" " : "") + "fill=\"\(colour)\">\(SVGText.escaped(text))</text>\n"
    }

    mutating func line(x: (Double, Double), y: (Double, Double), colour: String = line, dashed: Bool = false)
    {
        body +=
            "<line x1=\"\(Tenths(x.0))\" y1=\"\(Tenths(y.0))\" x2=\"\(Tenths(x.1))\" y2=\"\(Tenths(y.1))\" "
        body += "stroke=\"\(colour)\"" + (dashed ? " stroke-dasharray=\"4 3\"" : "") + "/>\n"
    }

    mutating func bar(x: Double, y: Double, width: Double, height: Double, colour: String = strong) {
        body += "<rect x=\"\(Tenths(x))\" y=\"\(Tenths(y))\" width=\"\(Tenths(width))\" "
        body += "height=\"\(Tenths(height))\" fill=\"\(colour)\"/>\n"
    }

    mutating func curve(_ points: [(x: Double, y: Double)]) {
        let places = points.map { "\(Tenths($0.x)),\(Tenths($0.y))" }.joined(separator: " ")
        body +=
            "<polyline points=\"\(places)\" fill=\"none\" stroke=\"\(SVGText.strong)\" stroke-width=\"2.5\"/>\n"
    }

    mutating func dot(x: Double, y: Double) {
        body += "<circle cx=\"\(Tenths(x))\" cy=\"\(Tenths(y))\" r=\"4\" fill=\"\(SVGText.strong)\"/>\n"
    }

    /// The whole file.
    /// - Parameters:
    ///   - title: what a screen reader says first.
    ///   - description: the same as the picture, in words.
    func document(title: String, description: String) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
        viewBox="0 0 \(width) \(height)" role="img" font-family="sans-serif">
        <title>\(SVGText.escaped(title))</title>
        <desc>\(SVGText.escaped(description))</desc>
        <rect width="\(width)" height="\(height)" fill="#ffffff"/>
        \(body)</svg>

        """
    }

    /// Text as XML holds it; what XML 1.0 cannot hold (§2.2), and what turns the direction of text, is a `?`.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isOdd =
                TextSafety.isControl(scalar) || TextSafety.isDirection(scalar)
                || scalar.value & 0xFFFE == 0xFFFE
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            default: result.append(isOdd ? "?" : scalar)
            }
        }
        return String(result)
    }

    /// As much as fits on a line.
    static func cut(_ text: String, to count: Int) -> String {
        text.unicodeScalars.count <= count
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(count - 1))) + "…"
    }
}
