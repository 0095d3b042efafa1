import Foundation

/// An SMTP server on loopback for one test: started, asked for its port, gone with the test.
public final class TestServer {
    public let port: Int
    /// Empty for a server that keeps none.
    public let ledger: Ledger
    /// Where delivered messages lie; nil for a server that keeps none.
    public let mailbox: String?
    public let process: RunningProcess
    private let folder: TemporaryFolder

    private init(
        _ program: String, _ arguments: [String], ledger: String, mailbox: String?, in folder: TemporaryFolder
    ) async throws {
        self.folder = folder
        self.ledger = Ledger(path: ledger)
        self.mailbox = mailbox
        let process = try RunningProcess(program, arguments)
        self.process = process
        var found: Int?
        _ = await eventually {
            found = TestServer.announcedPort(process.output); return found != nil || process.hasEnded
        }
        guard let found else {
            throw TestFailure("\(program) \(arguments) did not start: \(process.output)\(process.errors)")
        }
        port = found
    }

    /// aiosmtpd: the plain dialogue, a Maildir, a ledger, recipients that ask for trouble by their names.
    public static func aiosmtpd(_ options: [String] = []) async throws -> TestServer {
        let folder = try TemporaryFolder()
        let ledger = folder("ledger"), mailbox = folder("Maildir")
        let arguments = [
            Repository.file("Tests/Servers/ledger_server.py"), "--ledger", ledger, "--maildir", mailbox,
        ]
        return try await TestServer(
            Repository.python, arguments + options, ledger: ledger, mailbox: mailbox, in: folder)
    }

    /// The benchmark's sink: pipelining, fast, a ledger, nothing kept.
    public static func sink(_ options: [String] = []) async throws -> TestServer {
        let folder = try TemporaryFolder()
        let ledger = folder("ledger")
        return try await TestServer(
            Repository.file(".build/bench/sink"), ["-o", ledger] + options, ledger: ledger, mailbox: nil,
            in: folder)
    }

    /// A Postfix with its own queue, which delivers everything into one Maildir. Needs root.
    public static func postfix() async throws -> TestServer {
        let folder = try TemporaryFolder()
        return try await TestServer(
            Repository.python, [Repository.file("Tests/Servers/postfix.py"), folder.path],
            ledger: folder("none"), mailbox: folder("mail/inbox"), in: folder)
    }

    /// aiosmtpd with TLS and log-in; it prints a line for each message (`Servers/tls_server.py`).
    public static func tls(_ options: [String]) async throws -> TestServer {
        let folder = try TemporaryFolder()
        let script = Repository.file("Tests/Servers/tls_server.py")
        return try await TestServer(
            Repository.python, [script] + options, ledger: folder("none"), mailbox: nil, in: folder)
    }

    /// What it has printed, but for its port.
    public var lines: [Substring] { process.output.split(separator: "\n").dropFirst().map(\.self) }

    /// Tells it to end and waits until it has.
    public func stop() async throws {
        process.closeInput()
        process.send(SIGTERM)
        try await process.end()
    }

    /// The files of the messages that are there.
    public var messages: [String] {
        guard let mailbox else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(mailbox)/new")) ?? []
        return names.sorted().map { "\(mailbox)/new/\($0)" }
    }

    private static func announcedPort(_ output: String) -> Int? {
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("{\"port\":") }) else {
            return nil
        }
        return Int(line.filter(\.isNumber))
    }
}
