/// A table for spreadsheets: CSV (RFC 4180) of which no cell can begin a formula.
///
/// It begins with a byte-order mark, without which Excel would not take it for UTF-8.
public struct CSVText: Sendable {
    public enum Cell: Sendable, Equatable {
        case text(String)
        case count(Int)
        /// Nil: an empty cell.
        case seconds(Double?)
    }

    private var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    public init() {}

    public mutating func row(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .text(let text): quote(CSVText.harmless(text))
            case .count(let count): bytes += "\(count)".utf8
            case .seconds(let seconds): bytes += (seconds.map { "\(Tenths($0))" } ?? "").utf8
            }
        }
        bytes += [0x0D, 0x0A]
    }

    /// What was written since the last time.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    public var count: Int { bytes.count }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// One line, with an apostrophe before whatever a spreadsheet might take for the start of a formula: at the start,
    /// and behind what another spreadsheet takes for the end of a cell.
    static func harmless(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isStart = true
        for scalar in text.unicodeScalars {
            let isOdd = TextSafety.isControl(scalar) || TextSafety.isDirection(scalar)
            if isStart, "=+-@＝＋－＠".unicodeScalars.contains(scalar) { result.append("'") }
            result.append(isOdd ? " " : scalar)
            if isOdd || ",;|".unicodeScalars.contains(scalar) {
                isStart = true
            } else if !TextSafety.isSpace(scalar), scalar != "\"" {
                isStart = false
            }
        }
        return String(result)
    }
}
