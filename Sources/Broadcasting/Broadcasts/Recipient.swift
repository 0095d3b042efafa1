import JSON
import Mail

/// A subscriber frozen into a broadcast: one line of `recipients.jsonl`.
public struct Recipient: Sendable, Equatable {
    public var address: EmailAddress
    public var name: String
    /// The list through which they are addressed: the first in the draft's order.
    public var list: Name
    public var columns: [String: String]
    /// Why they are not mailed, where they are on the suppression list.
    public var suppressed: String?

    public init(_ subscriber: Subscriber, list: Name, suppressed: String? = nil) {
        address = subscriber.address
        name = subscriber.name
        columns = subscriber.columns
        self.list = list
        self.suppressed = suppressed
    }

    /// Whom they stand for, where a column of their list says so; nil where it says nothing.
    public var organisation: String? {
        Recipient.organisationColumns.lazy.compactMap { columns[$0] }.first { !$0.isEmpty }
    }

    /// The columns of which the first that says anything counts.
    static let organisationColumns = ["organisation", "organization"]

    public var mailbox: Mailbox { Mailbox(name: name, address: address) }

    /// `Ann Day <ann@hub.example>`, or the address alone.
    var inWords: String { name.isEmpty ? address.description : "\(name) <\(address)>" }

    /// The value of each named field; empty where this subscriber has none.
    public func values(_ fields: [String]) -> [String] {
        fields.map { field in
            switch field {
            case "name": name
            case "email": address.description
            default: columns[field] ?? ""
            }
        }
    }

    /// Appends the recipient as one line.
    public func write(into writer: inout JSONWriter) {
        writer.object { line in
            line.member("to", string: address.description)
            line.member("name", string: name)
            line.member("list", string: list.text)
            if !columns.isEmpty {
                line.objectMember("columns") { inner in
                    for (name, value) in columns.sorted(by: { $0.key < $1.key }) {
                        inner.name(name)
                        inner.string(value)
                    }
                }
            }
            if let suppressed { line.member("suppressed", string: suppressed) }
        }
        writer.endLine()
    }
}
