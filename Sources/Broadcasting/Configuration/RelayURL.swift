import Glibc
import Mail

/// Where a relay is: `smtp://host:port`, or `smtps://host:port` for TLS from the start.
struct RelayURL: Equatable {
    /// A host name or an IP address, lower case; IPv6 without brackets.
    let host: String
    /// 25 where not given, 465 for `smtps` (RFC 8314 §7.3).
    let port: Int
    let implicitTLS: Bool
    /// 127.0.0.0/8, ::1 or `localhost`: nobody listens on the way.
    let isLoopback: Bool

    init(_ text: String) throws(RelayURLProblem) {
        guard !text.utf8.contains(UInt8(ascii: "@")) else { throw RelayURLProblem(.credentials, in: text) }
        var rest = text[...]
        if let scheme = rest.takePrefix("smtps://") ?? rest.takePrefix("smtp://") {
            implicitTLS = scheme == "smtps://"
        } else {
            throw RelayURLProblem(.scheme, in: text)
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.utf8.contains(where: { "/?#".utf8.contains($0) }) else {
            throw RelayURLProblem(.behindPort, in: text)
        }
        let (host, port) = try Self.split(rest, of: text)
        (self.host, isLoopback) = try Self.check(host: host.lowercased(), of: text)
        guard let port else {
            self.port = implicitTLS ? 465 : 25
            return
        }
        guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy(\.isASCIIDigit), let number = Int(port),
            (1...65535).contains(number)
        else { throw RelayURLProblem(.port, in: text) }
        self.port = number
    }

    /// The port is nil where there is no colon for one.
    private static func split(
        _ rest: Substring, of text: String
    ) throws(RelayURLProblem) -> (host: Substring, port: Substring?) {
        let hostEnd: Substring.Index
        if rest.utf8.first == UInt8(ascii: "[") {
            guard let bracket = rest.utf8.firstIndex(of: UInt8(ascii: "]")) else {
                throw RelayURLProblem(.host, in: text)
            }
            hostEnd = rest.utf8.index(after: bracket)
        } else {
            hostEnd = rest.utf8.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
        }
        let behind = rest[hostEnd...]
        if behind.isEmpty { return (rest[..<hostEnd], nil) }
        guard behind.utf8.first == UInt8(ascii: ":") else { throw RelayURLProblem(.host, in: text) }
        if behind.utf8.dropFirst().contains(UInt8(ascii: ":")) { throw RelayURLProblem(.bareIPv6, in: text) }
        return (rest[..<hostEnd], Substring(behind.utf8.dropFirst()))
    }

    private static func check(
        host: String, of text: String
    ) throws(RelayURLProblem) -> (host: String, isLoopback: Bool) {
        if host.utf8.first == UInt8(ascii: "[") {
            let inside = String(host.utf8.dropFirst().dropLast()) ?? ""
            guard let isLoopback = isLoopbackIPv6(inside) else { throw RelayURLProblem(.host, in: text) }
            return (inside, isLoopback)
        }
        if host.utf8.contains(where: { $0 >= 0x80 }) { throw RelayURLProblem(.international, in: text) }
        if host.utf8.split(separator: UInt8(ascii: ".")).last?.allSatisfy(\.isASCIIDigit) == true {
            var address = in_addr()
            guard inet_pton(AF_INET, host, &address) == 1 else { throw RelayURLProblem(.host, in: text) }
            return (host, UInt32(bigEndian: address.s_addr) >> 24 == 127)
        }
        guard HostName.isValid(host) else { throw RelayURLProblem(.host, in: text) }
        return (host, host == "localhost")
    }

    /// Nil where it is no IPv6 address.
    private static func isLoopbackIPv6(_ text: String) -> Bool? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        let mapped = Array(repeating: 0, count: 10) + [0xFF, 0xFF, 127] as [UInt8]
        return bytes == Array(repeating: 0, count: 15) + [1] || bytes.starts(with: mapped)
    }
}

/// Names of machines (RFC 1123 §2.1).
enum HostName {
    /// Letters, digits and hyphens in labels of 1 to 63, at most 253 in all.
    static func isValid(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
            }
    }
}

extension Substring {
    /// Drops the prefix, compared without case, and returns it in lower case; nil where it is not there.
    fileprivate mutating func takePrefix(_ prefix: String) -> String? {
        let head = utf8.prefix(prefix.utf8.count)
        guard head.map({ (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }) == Array(prefix.utf8) else {
            return nil
        }
        self = self[head.endIndex...]
        return prefix
    }
}
