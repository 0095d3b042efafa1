/// A JSON value together with the places of everything in it: for files that people write.
public struct JSONNode: Sendable {
    public let value: JSON
    /// Where the value starts; from 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    /// In the order written; empty where the value is no object.
    public let members: [Member]
    /// Empty where the value is no array.
    public let elements: [JSONNode]

    public struct Member: Sendable {
        public let name: String
        /// Where the name starts.
        public let line: Int
        public let column: Int
        public let node: JSONNode
    }

    /// The value of the member of that name; nil also where this is no object.
    public subscript(_ name: String) -> JSONNode? {
        members.first { $0.name == name }?.node
    }

    public static func parse(
        _ bytes: [UInt8], options: JSON.Options = .strict
    ) throws(JSONProblem) -> JSONNode {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONProblem) in
            var reader = JSONReader(buffer, options: options, marking: true)
            let value = try reader.document()
            var places = Places(marks: reader.marks ?? [], in: buffer)
            return JSONNode(value, at: &places)
        }
    }

    /// Walks the tree in the order in which the reader left its marks.
    private init(_ value: JSON, at places: inout Places) {
        (line, column) = places.next()
        self.value = value
        members = (value.objectValue ?? []).map { member in
            let (line, column) = places.next()
            let node = JSONNode(member.value, at: &places)
            return Member(name: member.name, line: line, column: column, node: node)
        }
        elements = (value.arrayValue ?? []).map { JSONNode($0, at: &places) }
    }
}

/// The reader's marks as lines and columns, one after the other.
private struct Places {
    private var marks: ArraySlice<Int>
    private var counter: LineCounter

    init(marks: [Int], in bytes: UnsafeBufferPointer<UInt8>) {
        self.marks = marks[...]
        counter = LineCounter(bytes)
    }

    mutating func next() -> (line: Int, column: Int) {
        if let mark = marks.popFirst() { counter.advance(to: mark) }
        return (counter.line, counter.column)
    }
}
