/// How a value's text is made safe for where it is printed.
public enum Escaping: Sendable {
    /// `& < > " '` become character references, which is enough in text and in quoted attributes.
    case html
    /// Text goes out as it is.
    case none

    /// Appends UTF-8 `text` to `output`, escaped.
    public func append(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        switch self {
        case .none: output.append(contentsOf: text)
        case .html: for byte in text { Self.appendHTML(byte, to: &output) }
        }
    }

    private static func appendHTML(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
        case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
        case UInt8(ascii: "'"): output.append(contentsOf: "&#39;".utf8)
        default: output.append(byte)
        }
    }
}
