import JSON
import Mail

extension Suppressions.Entry {
    func write(into writer: inout JSONWriter) {
        writer.object { line in
            line.member("at", string: at.rfc3339)
            line.member("address", string: address.description)
            line.member("event", string: isSuppressed ? "suppressed" : "unsuppressed")
            if let list { line.member("list", string: list.text) }
            line.member("reason", string: reason)
        }
        writer.endLine()
    }

    init(_ line: UnsafeBufferPointer<UInt8>) throws(DamagedRecord) {
        let json: JSON
        do throws(JSONProblem) { json = try JSON.parse(line) } catch { throw DamagedRecord(error.message) }
        let event = try json.text("event")
        guard event == "suppressed" || event == "unsuppressed" else {
            throw DamagedRecord("'event' is neither 'suppressed' nor 'unsuppressed'")
        }
        var list: Name?
        if let name = json["list"]?.stringValue {
            guard let found = Name(name) else { throw DamagedRecord("'list' is no list name") }
            list = found
        }
        self.init(
            at: try json.time("at"), address: try json.address("address"), list: list,
            reason: json["reason"]?.stringValue ?? "", isSuppressed: event == "suppressed")
    }
}
