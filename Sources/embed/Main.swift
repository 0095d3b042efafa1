import Foundation

/// Writes a Swift file that holds other files: `embed ROOT OUTPUT FILE…`, each FILE relative to ROOT.
@main
struct Embed {
    static func main() throws {
        let arguments = CommandLine.arguments
        let (root, output) = (arguments[1], arguments[2])
        var lines = ["enum EmbeddedFiles {", "    static let all: [(path: String, text: String)] = ["]
        for path in arguments.dropFirst(3) {
            let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
            lines.append("        (\(literal(path)), \(literal(text))),")
        }
        lines += ["    ]", "}", ""]
        try lines.joined(separator: "\n").write(toFile: output, atomically: true, encoding: .utf8)
    }

    private static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case " "..."~": literal.unicodeScalars.append(scalar)
            default: literal += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return literal + "\""
    }
}
