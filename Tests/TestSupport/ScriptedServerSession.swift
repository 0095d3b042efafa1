import Foundation
import Glibc

/// One connection of a scripted server: blocking, on a thread of its own.
final class ScriptedServerSession {
    private struct Ended: Error {}

    private let server: ScriptedServer
    private let socket: Int32
    private let number: Int
    private var input: [UInt8] = []
    private var sender: String?
    private var recipients: [String] = []

    init(server: ScriptedServer, socket: Int32, number: Int) {
        self.server = server
        self.socket = socket
        self.number = number
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    func serve() {
        do {
            guard server.state.withLock({ $0.sockets.count }) <= server.script.mostSessions else {
                return try send("421 4.7.0 too many connections\r\n")
            }
            try answer(.greeting, "220 scripted.example ESMTP")
            while true { try obey(line()) }
        } catch {}
    }

    private func obey(_ line: String) throws {
        server.state.withLock { $0.commands[number].append(line) }
        let verb = line.prefix { $0 != " " }.uppercased()
        switch verb {
        case "EHLO": try answer(.ehlo, greeting)
        case "HELO": try answer(.ehlo, "250 scripted.example")
        case "STARTTLS": try answer(.startTLS, "454 4.7.0 no TLS here")
        case "AUTH": try authenticate(line)
        case "MAIL": try mail(line)
        case "RCPT": try rcpt(line)
        case "DATA": try data()
        case "RSET":
            (sender, recipients) = (nil, [])
            try answer(.rset, "250 2.0.0 reset")
        case "QUIT":
            try answer(.quit, "221 2.0.0 bye")
            throw Ended()
        default: try send("500 5.5.1 what is '\(line.prefix(20))'\r\n")
        }
    }

    private var greeting: String {
        var lines = ["scripted.example"] + server.script.keywords
        if server.script.pipelining { lines.append("PIPELINING") }
        if server.script.account != nil { lines.append("AUTH PLAIN") }
        return lines.enumerated()
            .map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)" }.joined(separator: "\r\n")
    }

    private func authenticate(_ line: String) throws {
        guard let account = server.script.account else { return try send("503 5.5.1 no AUTH\r\n") }
        let words = line.split(separator: " ")
        var proof = words.count > 2 ? String(words[2]) : nil
        if proof == nil {
            try send("334 \r\n")
            proof = try self.line()
        }
        let wanted = Data("\0\(account.name)\0\(account.password)".utf8).base64EncodedString()
        try answer(.auth, proof == wanted ? "235 2.7.0 welcome" : "535 5.7.8 wrong")
    }

    private func mail(_ line: String) throws {
        try answer(.mail, "250 2.1.0 Ok") {
            (sender, recipients) = (Self.address(line), [])
        }
    }

    private func rcpt(_ line: String) throws {
        guard sender != nil else { return try send("503 5.5.1 MAIL first\r\n") }
        let address = Self.address(line)
        guard recipients.count < server.script.mostRecipients else {
            return try send("452 4.5.3 too many recipients\r\n")
        }
        try answer(.rcpt, "250 2.1.5 Ok", recipient: address) { recipients.append(address) }
    }

    private func data() throws {
        guard sender != nil, !recipients.isEmpty || server.script.acceptsEmptyData else {
            return try send("503 5.5.1 RCPT first\r\n")
        }
        var isOpen = false
        try answer(.data, "354 go ahead", recipient: recipients.first ?? "") { isOpen = true }
        guard isOpen else { return }
        let content = try self.content()
        let message = ScriptedServer.Message(
            sender: sender ?? "", recipients: recipients, content: content, connection: number)
        let (first, isEmpty) = (recipients.first ?? "", recipients.isEmpty)
        (sender, recipients) = (nil, [])
        try answer(.endOfData, isEmpty ? "554 5.5.1 no recipients" : "250 2.0.0 queued", recipient: first) {
            if !isEmpty { server.state.withLock { $0.messages.append(message) } }
        }
    }

    private func content() throws -> String {
        var lines: [String] = []
        while true {
            let line = try self.line()
            if lines.isEmpty { server.script.onContent(recipients) }
            if line == "." { return lines.map { $0 + "\r\n" }.joined() }
            lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
        }
    }

    private static func address(_ line: String) -> String {
        String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }
}

// MARK: Bytes

extension ScriptedServerSession {
    /// Answers as it should, and does what that means; or as the script says.
    private func answer(
        _ step: Script.Step, _ text: String, recipient: String = "", _ effect: () -> Void = {}
    ) throws {
        if let delay = server.script.delays[step] { usleep(UInt32(clamping: delay * 1_000)) }
        switch server.fault(at: step, recipient: recipient) {
        case nil:
            effect()
            try send(shaped(text) + "\r\n")
        case .extra(let more):
            effect()
            try send(shaped(text) + "\r\n" + more + "\r\n")
        case .reply(let text): try send(text + "\r\n")
        case .replyAndClose(let text):
            try send(text + "\r\n")
            throw Ended()
        case .replyAndStop(let text):
            try send(text + "\r\n")
            server.waitUntilStopped()
            throw Ended()
        case .close: throw Ended()
        case .stall: while true { try receive() }
        }
    }

    private func shaped(_ text: String) -> String {
        guard server.script.multiline, !text.contains("\r\n") else { return text }
        let code = text.prefix(3)
        return "\(code)-one\r\n\(code)-two\r\n\(text)"
    }

    private func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let step = server.script.bytewise ? 1 : bytes.count
        for start in stride(from: 0, to: bytes.count, by: max(step, 1)) {
            let part = bytes[start..<min(start + step, bytes.count)]
            let sent = part.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent == part.count else { throw Ended() }
        }
    }

    private func line() throws -> String {
        while true {
            if let end = input.firstIndex(of: 0x0A) {
                let line = input[..<end]
                input.removeFirst(end + 1)
                return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            try receive()
        }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw Ended() }
        input.append(contentsOf: buffer[..<count])
    }
}
