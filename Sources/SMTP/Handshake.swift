import Mail

/// What the relay said while libcurl connected: its last reply, and what its last EHLO offers.
struct Handshake {
    /// Of the last EHLO only: what was said before STARTTLS proves nothing (RFC 3207 §4.2).
    private(set) var capabilities = Capabilities()
    private(set) var lastReply: Reply?
    /// 235 was answered (RFC 4954 §6).
    private(set) var isLoggedIn = false
    private(set) var replies = 0
    /// What came and was no reply.
    private(set) var nonsense: String?

    private var parser = ReplyParser()
    private var lines: [String] = []

    /// One line of a reply, as libcurl hands it over. False: no sane relay says this.
    mutating func hear(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        parser.append(UnsafeRawBufferPointer(line))
        lines.append(Self.text(of: line))
        guard lines.count <= 200 else { return false }
        do {
            guard let reply = try parser.next() else { return true }
            note(reply)
            return true
        } catch {
            nonsense = "\(error)"
            return false
        }
    }

    private mutating func note(_ reply: Reply) {
        if reply.code == 250 { capabilities = Capabilities(ehlo: lines) }
        if reply.code == 235 { isLoggedIn = true }
        lastReply = reply
        replies += 1
        lines.removeAll()
    }

    /// What stands behind the code and its separator, ASCII only: keywords are nothing else.
    private static func text(of line: UnsafeBufferPointer<UInt8>) -> String {
        let ascii = line.dropFirst(4).prefix(1_000).filter { (0x20..<0x7F).contains($0) }
        return String(validating: ascii, as: UTF8.self) ?? ""
    }
}
