import Foundation

/// A real mail server as a process of its own; ends with its standard input, at the latest with this object.
final class RealServer {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    /// The first line that it printed.
    private(set) var firstLine = ""

    init(_ program: String, _ arguments: [String], speaks: Bool = true) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        guard speaks else { return }
        var bytes = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10])
        {
            bytes += byte
        }
        firstLine = String(decoding: bytes, as: UTF8.self)
    }

    deinit { stop() }

    func stop() {
        try? input.fileHandleForWriting.close()
        // Not SIGTERM: a child inherits the signals that the tests' threads block.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Ends it, and gives the lines that it printed after the first.
    func end() throws -> [String] {
        try input.fileHandleForWriting.close()
        let rest = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: rest, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Tests/Servers/tls_server.py, and its port.
    static func tls(_ arguments: [String]) throws -> (server: RealServer, port: Int) {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.appendingPathComponent("Servers/tls_server.py").path
        let server = try RealServer("/usr/bin/python3", [script] + arguments)
        guard let port = Int(server.firstLine) else {
            throw Failed(description: "tls_server.py said '\(server.firstLine)' instead of its port")
        }
        return (server, port)
    }
}

/// A certificate authority of a test's own, in a folder that goes with it.
final class TestAuthority {
    private let folder: URL
    var caFile: String { path("ca.pem") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("smtp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try openssl(
            Self.request("ca") + ["-x509", "-days", "2", "-out", "ca.pem", "-subj", "/CN=Test authority"])
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A certificate for these names, signed by the authority; with `days` below 0 it has expired.
    func issue(_ name: String, for names: String, days: Int = 2) throws -> [String] {
        try openssl(Self.request(name) + ["-out", "\(name).csr", "-subj", "/CN=\(name)"])
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: path("\(name).ext")))
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "\(days)", "-extfile", "\(name).ext", "-out", "\(name).pem",
        ])
        return ["--certificate", path("\(name).pem"), "--key", path("\(name).key")]
    }

    func selfSigned(_ name: String, for names: String) throws -> [String] {
        try openssl(
            Self.request(name) + [
                "-x509", "-days", "2", "-out", "\(name).pem", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=\(names)",
            ])
        return ["--certificate", path("\(name).pem"), "--key", path("\(name).key")]
    }

    private static func request(_ name: String) -> [String] {
        [
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            "\(name).key",
        ]
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw RealServer.Failed(description: "openssl \(arguments.joined(separator: " ")) failed")
        }
    }
}
