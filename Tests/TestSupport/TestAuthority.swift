/// A certificate authority of a test's own, in a folder that goes with it.
public final class TestAuthority: Sendable {
    private let folder: TemporaryFolder
    public var caFile: String { path("ca.pem") }

    public init() throws {
        folder = try TemporaryFolder()
        try openssl(
            Self.request("ca") + ["-x509", "-days", "2", "-out", "ca.pem", "-subj", "/CN=Test authority"])
    }

    public func path(_ name: String) -> String { folder(name) }

    /// A certificate for these names, signed by the authority; with `days` below 0 it has expired.
    public func issue(_ name: String, for names: String, days: Int = 2) throws -> [String] {
        try openssl(Self.request(name) + ["-out", "\(name).csr", "-subj", "/CN=\(name)"])
        try folder.write("subjectAltName=\(names)\n", to: "\(name).ext")
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "\(days)", "-extfile", "\(name).ext", "-out", "\(name).pem",
        ])
        return ["--certificate", path("\(name).pem"), "--key", path("\(name).key")]
    }

    public func selfSigned(_ name: String, for names: String) throws -> [String] {
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
        let command = try RunningProcess("/usr/bin/env", ["-C", folder.path, "openssl"] + arguments)
        guard command.waitHere() == 0 else {
            throw TestFailure("openssl \(arguments.joined(separator: " ")): \(command.errors)")
        }
    }
}
