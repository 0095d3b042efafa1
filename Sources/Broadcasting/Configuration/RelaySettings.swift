/// One relay: where it is, how to log in, how much it takes.
public struct RelaySettings: Sendable, Equatable {
    public enum TLS: String, Sendable { case required, off }

    public var name: String
    /// A host name or an IP address, lower case; IPv6 without brackets.
    public var host: String
    public var port: Int
    /// `smtps://`: TLS from the start (RFC 8314 §3.3).
    public var implicitTLS: Bool
    public var tls: TLS
    public var username: String?
    /// Absolute; at most one of this and the next two is given, and only with a `username`.
    public var passwordFile: String?
    /// The name of the environment variable that holds the password.
    public var passwordEnvironment: String?
    /// Absolute; holds an OAuth 2 bearer token.
    public var tokenFile: String?
    /// Absolute; the certificates to trust instead of the system's.
    public var caFile: String?
    /// The name for EHLO; nil: the machine's full name.
    public var helo: String?
    public var maxConnections: Int = 4
    public var messagesPerSecond: Double?
    public var messagesPerDay: Int?
    public var recipientsPerMessage: Int = 1
    /// Milliseconds for every phase; nil: the times of RFC 5321 §4.5.3.2.
    public var timeout: Int?

    public init(name: String, host: String, port: Int, implicitTLS: Bool, tls: TLS) {
        self.name = name
        self.host = host
        self.port = port
        self.implicitTLS = implicitTLS
        self.tls = tls
    }
}
