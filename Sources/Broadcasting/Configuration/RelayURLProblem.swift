import Mail

/// Why a text is not the URL of a relay.
struct RelayURLProblem: Error, Equatable, CustomStringConvertible {
    enum Reason { case scheme, credentials, host, bareIPv6, international, port, behindPort }

    let reason: Reason
    private let text: String

    init(_ reason: Reason, in text: String) {
        self.reason = reason
        self.text = text
    }

    /// Never quotes what may hold a password.
    var description: String {
        switch reason {
        case .credentials: "a user name or a password in the URL: use username and passwordFile"
        case .scheme where text.utf8.split(separator: UInt8(ascii: ":")).count > 1 && text.contains("://"):
            "\(Quoted(text)) is no relay: write smtp://host:port, or smtps://host:port"
        case .scheme: "\(Quoted(text)) is not a URL: write smtp://host:port"
        case .host: "\(Quoted(text)) has no valid host: write smtp://host:port"
        case .bareIPv6: "\(Quoted(text)) has more than one ':': write an IPv6 address as smtp://[::1]:port"
        case .international:
            "\(Quoted(text)) has a host that is not ASCII: write its form that starts with xn--"
        case .port: "\(Quoted(text)) has no valid port: write a number from 1 to 65535 behind the ':'"
        case .behindPort: "\(Quoted(text)) goes on behind the port: write smtp://host:port"
        }
    }
}
