import Broadcasting
import Disk
import SMTP

extension Endpoint {
    /// What the transport needs to know of a configured relay, with its secret read.
    /// - Throws: `78` where the secret cannot be had.
    init(_ relay: RelaySettings) throws(Failure) {
        let security: Security = relay.implicitTLS ? .implicitTLS : relay.tls == .required ? .startTLS : .none
        self.init(
            name: relay.name, host: relay.host, port: relay.port, security: security,
            username: relay.username,
            secret: try Endpoint.secret(of: relay), caFile: relay.caFile,
            helo: relay.helo ?? RealWorld.fullHostName ?? Endpoint.namelessHelo,
            maxConnections: relay.maxConnections, recipientsPerMessage: relay.recipientsPerMessage,
            timeout: relay.timeout)
    }

    /// What a machine without a full name calls itself at EHLO.
    static let namelessHelo = "linerelay.invalid"

    /// As it is now in its file, or in the environment.
    static func secret(of relay: RelaySettings) throws(Failure) -> Secret? {
        guard relay.username != nil else { return nil }
        if let path = relay.tokenFile { return .bearer(try firstLine(path, relay)) }
        if let path = relay.passwordFile { return .password(try firstLine(path, relay)) }
        guard let name = relay.passwordEnvironment else { return nil }
        guard let password = RealWorld.environment(name), !password.isEmpty else {
            throw Failure(
                .configuration, "relay '\(relay.name)': the environment has no password in '\(name)'")
        }
        return .password(password)
    }

    /// A secret is the first line of its file.
    private static func firstLine(_ path: String, _ relay: RelaySettings) throws(Failure) -> String {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.contents(of: Workspace.resolved(path), limit: 1 << 16)
        } catch {
            throw Failure(error.isDenied ? .permission : .configuration, "relay '\(relay.name)': \(error)")
        }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        guard let secret = String(validating: line, as: UTF8.self), !secret.isEmpty else {
            throw Failure(
                .configuration, "relay '\(relay.name)': there is no secret on the first line of '\(path)'")
        }
        return secret
    }
}
