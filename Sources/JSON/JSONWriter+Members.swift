/// A name and its value in one call.
extension JSONWriter {
    public mutating func member(_ name: StaticString, string text: String) {
        self.name(name)
        string(text)
    }

    /// Two texts as one, with a space between them; the one alone where the other is missing.
    public mutating func member(_ name: StaticString, string first: String?, _ second: String) {
        self.name(name)
        string(first, second)
    }

    public mutating func member(_ name: StaticString, int integer: Int) {
        self.name(name)
        self.integer(integer)
    }

    public mutating func member(_ name: StaticString, int integer: Int64) {
        self.name(name)
        self.integer(integer)
    }

    public mutating func member(_ name: StaticString, number: Double) {
        self.name(name)
        self.number(number)
    }

    public mutating func member(_ name: StaticString, bool flag: Bool) {
        self.name(name)
        bool(flag)
    }

    public mutating func member(_ name: StaticString, json value: JSON) {
        self.name(name)
        self.value(value)
    }

    public mutating func objectMember(_ name: StaticString, _ content: (inout JSONWriter) -> Void) {
        self.name(name)
        object(content)
    }

    public mutating func arrayMember(_ name: StaticString, _ content: (inout JSONWriter) -> Void) {
        self.name(name)
        array(content)
    }

    public mutating func nullMember(_ name: StaticString) {
        self.name(name)
        null()
    }

    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let number): self.number(number)
        case .integer(let integer): self.integer(integer)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                name(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }
}

extension JSON {
    public func write(into writer: inout JSONWriter) { writer.value(self) }

    /// Without a line end behind it.
    public func bytes(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.value(self)
        return writer.bytes
    }

    public func text(pretty: Bool = false) -> String {
        String(validating: bytes(pretty: pretty), as: UTF8.self) ?? ""
    }
}
