/// Why a template cannot be compiled or rendered, with the place in its source.
public struct TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The template's name.
    public let name: String
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    /// What is wrong there: lower case, no full stop.
    public let message: String

    init(_ message: String, at place: Place) {
        name = place.template
        line = place.line
        column = place.column
        self.message = message
    }

    public var description: String { "\(name):\(line):\(column): error: \(message)" }
}

/// A place in a template's source.
struct Place: Hashable, Sendable {
    let template: String
    /// From 1.
    var line = 1
    /// From 1, in Unicode scalars.
    var column = 1

    /// Moves over `bytes` of UTF-8. Every byte is looked at once, so that places cost linear time.
    mutating func advance(over bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
    }
}

extension String {
    /// In quotation marks for a message: cut where it is long, and with no control, invisible or
    /// direction characters in it.
    var quoted: String {
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(40) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return "'\(String(shown))\(unicodeScalars.count > 40 ? "…" : "")'"
    }
}
