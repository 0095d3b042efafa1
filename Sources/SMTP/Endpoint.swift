/// A relay as the transport needs to know it: where it is, how to trust it, how to log in, how much it takes.
public struct Endpoint: Sendable, Equatable {
    /// How the connection is secured. Certificates are always verified.
    public enum Security: Sendable, Equatable {
        /// TLS from the first byte (RFC 8314 §3.3).
        case implicitTLS
        /// STARTTLS, or no connection (RFC 3207).
        case startTLS
        /// Clear text.
        case none
    }

    /// The relay's name in the configuration; every text for people carries it.
    public var name: String
    /// A host name or an IP address, IPv6 without brackets.
    public var host: String
    public var port: Int
    public var security: Security
    /// With a user name nothing is sent before the relay has accepted the log-in.
    public var username: String?
    public var secret: Secret?
    /// A PEM file of the certificates to trust instead of the system's.
    public var caFile: String?
    /// The name for EHLO: a host name with its domain (RFC 5321 §4.1.1.1).
    public var helo: String
    public var maxConnections: Int
    /// With one message, where they all get the same.
    public var recipientsPerMessage: Int
    /// Milliseconds for every phase; nil: the times of RFC 5321 §4.5.3.2.
    public var timeout: Int?
    /// Milliseconds that a connection with nothing to do stays open.
    public var idleTimeout: Int

    public init(
        name: String, host: String, port: Int, security: Security, username: String? = nil,
        secret: Secret? = nil, caFile: String? = nil, helo: String, maxConnections: Int = 4,
        recipientsPerMessage: Int = 1, timeout: Int? = nil, idleTimeout: Int = 5_000
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.secret = secret
        self.caFile = caFile
        self.helo = helo
        self.maxConnections = maxConnections
        self.recipientsPerMessage = max(1, recipientsPerMessage)
        self.timeout = timeout
        self.idleTimeout = idleTimeout
    }

    /// The same relay by the same settings, whatever the secret is.
    func isSame(as other: Endpoint) -> Bool {
        var other = other
        other.secret = secret
        return self == other
    }

    /// `relay 'smarthost' (smtp://host:25)`, the start of every text about it.
    public var place: String { "relay '\(name)' (\(origin))" }

    /// Scheme, host and port, as libcurl takes them.
    var origin: String {
        let scheme = security == .implicitTLS ? "smtps" : "smtp"
        return "\(scheme)://\(host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host):\(port)"
    }

    /// libcurl says EHLO with the path of the URL.
    var url: String { "\(origin)/\(helo)" }
}

/// What proves that we may use the relay. Never printed.
public enum Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// For PLAIN, LOGIN or CRAM-MD5.
    case password(String)
    /// An OAuth 2 token, for XOAUTH2 or OAUTHBEARER (RFC 7628).
    case bearer(String)

    public var description: String { "(secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why there can be no transport to this relay.
public struct EndpointProblem: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
}

extension Endpoint {
    /// Refuses what could not be put on the wire, or into libcurl's URL, safely.
    func check() throws(EndpointProblem) {
        func refuse(_ text: String) -> EndpointProblem {
            EndpointProblem(description: "relay '\(name)': \(text)")
        }
        guard Self.isHostName(helo) else {
            throw refuse("'\(helo)' is no host name for EHLO; write it as 'mail.example.org'")
        }
        guard Self.isHostName(host, underscores: true) || Self.isIPv6(host) else {
            throw refuse("'\(host)' is no host name")
        }
        guard (1...65535).contains(port) else { throw refuse("\(port) is no port; use 1 to 65535") }
        guard (1...1000).contains(maxConnections) else {
            throw refuse("\(maxConnections) connections are out of range; use 1 to 1000")
        }
        let times = [timeout ?? 1, idleTimeout]
        guard times.allSatisfy({ (1...86_400_000).contains($0) }) else {
            throw refuse("a timeout must be from 1 ms to 24 h")
        }
        guard username != "", secret?.text != "", (username == nil) == (secret == nil) else {
            throw refuse("a user name needs a password or a token, and the other way round")
        }
        let texts = [username ?? "", caFile ?? "", secret?.text ?? ""]
        guard !texts.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7F } }) else {
            throw refuse(
                "the user name, the secret or caFile has a control character in it, a line end perhaps")
        }
    }

    /// Letters, digits and hyphens in labels of 1 to 63, at most 253 in all (RFC 1123 §2.1). Private
    /// networks have hosts with underscores; for EHLO there are none.
    private static func isHostName(_ text: String, underscores: Bool = false) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy {
                        isAlphanumeric($0) || $0 == UInt8(ascii: "-")
                            || underscores && $0 == UInt8(ascii: "_")
                    }
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: ":"))
            && text.utf8.allSatisfy {
                isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isHexadecimal(byte) || (UInt8(ascii: "g")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}

extension Secret {
    fileprivate var text: String {
        switch self {
        case .password(let text), .bearer(let text): text
        }
    }
}
