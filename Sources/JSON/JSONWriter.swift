/// Writes JSON text to bytes, as fast as a journal needs it; what is not printable goes out escaped.
///
/// It trusts its caller to balance objects and arrays, and to give each member of an object a name.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    /// Two spaces for each level, one member a line; else everything on one line without spaces.
    private let isPretty: Bool
    private var depth = 0
    private var needsComma = false
    private var isAfterName = false

    public init(pretty: Bool = false) { isPretty = pretty }

    /// The text so far.
    public var text: String { String(validating: bytes, as: UTF8.self) ?? "" }

    /// The bytes so far, which it forgets; what follows belongs to the same text.
    public mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Forgets the text and keeps its memory, for the next one.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        depth = 0
        needsComma = false
        isAfterName = false
    }

    /// Ends a line of a `.jsonl` file, or a file; the next value starts afresh.
    public mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    public mutating func object(_ content: (inout JSONWriter) -> Void) {
        beginObject()
        content(&self)
        endObject()
    }

    public mutating func array(_ content: (inout JSONWriter) -> Void) {
        beginArray()
        content(&self)
        endArray()
    }

    /// A member's name, known to need no escapes; its value must follow.
    public mutating func name(_ name: StaticString) {
        let octets = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        separate()
        bytes.appendQuoted(octets)
        colon()
    }

    /// Any text as a member's name; its value must follow.
    public mutating func name(_ name: String) {
        separate()
        bytes.appendJSONString(name)
        colon()
    }

    public mutating func string(_ text: String) {
        separate()
        bytes.appendJSONString(text)
    }

    /// Two texts as one string, with a space between them; the one alone where the other is missing.
    public mutating func string(_ first: String?, _ second: String) {
        guard let first else { return string(second) }
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.appendJSONContent(first)
        bytes.append(UInt8(ascii: " "))
        bytes.appendJSONContent(second)
        bytes.append(UInt8(ascii: "\""))
    }

    public mutating func integer(_ integer: Int64) {
        separate()
        bytes.appendDigits(of: integer)
    }

    public mutating func integer(_ integer: Int) { self.integer(Int64(integer)) }

    /// JSON has no infinity and no NaN (RFC 8259 §6): they are written as `null`.
    public mutating func number(_ number: Double) {
        separate()
        bytes.append(contentsOf: number.isFinite ? number.description.utf8 : "null".utf8)
    }

    public mutating func bool(_ flag: Bool) {
        separate()
        bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
    }

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if needsComma { breakLine() }
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func colon() {
        bytes.append(UInt8(ascii: ":"))
        if isPretty { bytes.append(UInt8(ascii: " ")) }
        needsComma = false
        isAfterName = true
    }

    /// Before a value or a name: the comma after the one before, and where pretty a new line.
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if !isAfterName, depth > 0 { breakLine() }
        needsComma = true
        isAfterName = false
    }

    private mutating func breakLine() {
        guard isPretty, depth >= 0 else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
}
