import Glibc
import JSON
import Mail

/// A recipient read back, one line at a time: each message that leaves costs one.
extension Recipient {
    public init(_ line: UnsafeBufferPointer<UInt8>) throws(DamagedRecord) {
        if let ordinary = Recipient(ordinary: line) {
            self = ordinary
            return
        }
        let json: JSON
        do throws(JSONProblem) { json = try JSON.parse(line) } catch { throw DamagedRecord(error.message) }
        guard let text = json["to"]?.stringValue else { throw DamagedRecord("there is no address 'to'") }
        do throws(AddressProblem) { address = try EmailAddress(text) } catch {
            throw DamagedRecord("\(error)")
        }
        guard let list = json["list"]?.stringValue.flatMap({ Name($0) }) else {
            throw DamagedRecord("there is no 'list'")
        }
        self.list = list
        name = json["name"]?.stringValue ?? ""
        columns = [:]
        for member in json["columns"]?.objectValue ?? [] {
            columns[member.name] = member.value.stringValue ?? ""
        }
        suppressed = json["suppressed"]?.stringValue
    }

    /// The line as `write` makes it of somebody with an everyday address and no escape in their name and columns, in
    /// one pass; nil where it is any other.
    private init?(ordinary line: UnsafeBufferPointer<UInt8>) {
        var reader = PlainLine(line)
        guard let to = reader.string(after: #"{"to":""#), let name = reader.string(after: #","name":""#),
            let list = reader.string(after: #","list":""#), let columns = reader.columns(), reader.isAtEnd,
            let address = EmailAddress(plainOctets: to),
            let text = String(validating: name, as: UTF8.self),
            let listName = Name(String(decoding: list, as: UTF8.self))
        else { return nil }
        self.address = address
        self.name = text
        self.list = listName
        self.columns = columns
        suppressed = nil
    }
}

/// A line whose strings need no decoding, and how far it is read.
private struct PlainLine {
    let line: UnsafeBufferPointer<UInt8>
    private(set) var place = 0

    init(_ line: UnsafeBufferPointer<UInt8>) { self.line = line }

    /// Only the closing brace is left.
    var isAtEnd: Bool { place == line.count - 1 && line[place] == UInt8(ascii: "}") }

    /// The members of the object that comes next, if one does; nil where something else than plain strings is in it.
    mutating func columns() -> [String: String]? {
        guard var name = string(after: #","columns":{""#) else { return [:] }
        var columns: [String: String] = [:]
        while true {
            guard let value = string(after: #":""#), let key = String(validating: name, as: UTF8.self),
                let text = String(validating: value, as: UTF8.self),
                columns.updateValue(text, forKey: key) == nil
            else { return nil }
            guard let next = string(after: #",""#) else { break }
            name = next
        }
        guard place < line.count, line[place] == UInt8(ascii: "}") else { return nil }
        place += 1
        return columns
    }

    /// The octets up to the next quotation mark; nil where something else comes first, or an escape or a control.
    mutating func string(after start: StaticString) -> UnsafeBufferPointer<UInt8>? {
        let length = start.utf8CodeUnitCount
        guard let base = line.baseAddress, line.count - place > length,
            memcmp(base + place, start.utf8Start, length) == 0
        else { return nil }
        let first = place + length
        var end = first
        while end < line.count, line[end] != UInt8(ascii: "\"") {
            guard line[end] >= 0x20, line[end] != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        guard end < line.count else { return nil }
        place = end + 1
        return UnsafeBufferPointer(rebasing: line[first..<end])
    }
}
