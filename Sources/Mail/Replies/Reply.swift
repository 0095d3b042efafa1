/// What an SMTP server answered: a three-digit code, perhaps an enhanced status code, and text
/// (RFC 5321 §4.2, RFC 2034, RFC 3463).
public struct Reply: Sendable, Equatable, CustomStringConvertible {
    /// 200 to 599.
    public var code: Int
    /// `5.1.1`, where the server gave one.
    public var status: EnhancedStatus?
    /// The text behind the codes; lines of a multi-line reply joined by a space, controls shown as `?`.
    public var text: String

    public init(code: Int, status: EnhancedStatus? = nil, text: String) {
        self.code = code
        self.status = status
        self.text = text
    }

    public var isPositive: Bool { code / 100 == 2 }
    public var isTransient: Bool { code / 100 == 4 }
    public var isPermanent: Bool { code / 100 == 5 }

    public var description: String {
        "\(code) " + (status.map { "\($0) " } ?? "") + text
    }
}

/// An enhanced mail system status code: class, subject, detail (RFC 3463 §2).
public struct EnhancedStatus: Sendable, Hashable, CustomStringConvertible {
    public var `class`: Int
    public var subject: Int
    public var detail: Int

    public init(_ class: Int, _ subject: Int, _ detail: Int) {
        self.class = `class`
        self.subject = subject
        self.detail = detail
    }

    public var description: String {
        // Every outcome has one: without interpolation, which takes a thousand instructions.
        guard let text = short else { return "\(self.class).\(subject).\(detail)" }
        return text
    }

    private var short: String? {
        let numbers = (self.class, subject, detail)
        guard 0..<10 ~= numbers.0, 0..<10 ~= numbers.1, 0..<10 ~= numbers.2 else { return nil }
        return String(unsafeUninitializedCapacity: 5) { text in
            let zero = UInt8(ascii: "0")
            for (index, number) in [(0, numbers.0), (2, numbers.1), (4, numbers.2)] {
                text[index] = zero + UInt8(truncatingIfNeeded: number)
            }
            (text[1], text[3]) = (UInt8(ascii: "."), UInt8(ascii: "."))
            return 5
        }
    }
}
