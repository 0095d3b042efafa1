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
    /// - Throws: `77` or `78` where it cannot be had.
    static func secret(of relay: RelaySettings) throws(Failure) -> Secret? {
        do throws(Failure) { return try readSecret(of: relay) } catch {
            throw Failure(error.code, "relay '\(relay.name)': \(error.message)")
        }
    }

    /// The keys of the configuration that name a file or a variable, and why that cannot be used.
    static func problems(of relay: RelaySettings) -> [(key: String, failure: Failure)] {
        var problems: [(key: String, failure: Failure)] = []
        do throws(Failure) { _ = try readSecret(of: relay) } catch {
            let key =
                relay.tokenFile != nil
                ? "tokenFile" : relay.passwordFile != nil ? "passwordFile" : "passwordEnvironment"
            problems.append((key, error))
        }
        if let path = relay.caFile {
            do throws(SystemError) {
                let octets = try File.contents(of: Workspace.resolved(path), limit: 1 << 24)
                if octets.isEmpty {
                    problems.append(("caFile", Failure(.configuration, "'\(path)' is empty")))
                }
            } catch {
                problems.append(
                    ("caFile", Failure(error.isDenied ? .permission : .configuration, "\(error)")))
            }
        }
        return problems
    }

    private static func readSecret(of relay: RelaySettings) throws(Failure) -> Secret? {
        guard relay.username != nil else { return nil }
        if let path = relay.tokenFile { return .bearer(try firstLine(path)) }
        if let path = relay.passwordFile { return .password(try firstLine(path)) }
        guard let name = relay.passwordEnvironment else { return nil }
        guard let password = RealWorld.environment(name), !password.isEmpty else {
            throw Failure(.configuration, "the environment has no password in '\(name)'")
        }
        return .password(password)
    }

    /// A secret is the first line of its file.
    private static func firstLine(_ path: String) throws(Failure) -> String {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.contents(of: Workspace.resolved(path), limit: 1 << 16)
        } catch {
            throw Failure(error.isDenied ? .permission : .configuration, "\(error)")
        }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        guard let secret = String(validating: line, as: UTF8.self), !secret.isEmpty else {
            throw Failure(.configuration, "there is no secret on the first line of '\(path)'")
        }
        return secret
    }
}
