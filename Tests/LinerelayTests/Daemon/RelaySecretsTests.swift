import Broadcasting
import Foundation
import TestSupport
import Testing

@testable import SMTP
@testable import linerelay

struct RelaySecretsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("one\nnot this\n", to: "token")
        try folder.write("pass\n", to: "password")
    }

    private func secrets() throws -> RelaySecrets {
        var oauth = RelaySettings(
            name: "oauth", host: "127.0.0.1", port: 25, implicitTLS: false, tls: .required)
        var plain = oauth
        (oauth.username, oauth.tokenFile) = ("desk", folder("token"))
        plain.name = "plain"
        (plain.username, plain.passwordFile) = ("desk", folder("password"))
        return try RelaySecrets([oauth, plain])
    }

    /// Two looks: a change is believed when it is seen for the second time.
    private func look(_ secrets: inout RelaySecrets) -> (
        used: [[Endpoint]], told: [String], problems: [String]
    ) {
        var used: [[Endpoint]] = []
        var told: ([String], [String]) = ([], [])
        for _ in 0..<2 {
            let (taken, problems) = secrets.look { used.append($0) }
            told.0 += taken
            told.1 += problems
        }
        return (used, told.0, told.1)
    }

    private func expectQuiet(_ secrets: inout RelaySecrets) {
        let found = look(&secrets)
        #expect(found.used.isEmpty && found.told.isEmpty && found.problems.isEmpty)
    }

    @Test func `a changed secret is handed over, and nothing else`() throws {
        var secrets = try secrets()
        #expect(secrets.endpoints.map(\.secret) == [.bearer("one"), .password("pass")])
        expectQuiet(&secrets)
        try folder.write("two\n", to: "token")
        let found = look(&secrets)
        #expect(found.used.map { $0.map(\.secret) } == [[.bearer("two"), .password("pass")]])
        #expect(found.told == ["relay 'oauth': its secret was read again"] && found.problems.isEmpty)
        expectQuiet(&secrets)
        try folder.write("two\nanother second line\n", to: "token")
        expectQuiet(&secrets)
    }

    @Test(
        arguments: [[], [0x0A], Array("\nsecret on the second line\n".utf8), [0xFF, 0x0A], nil] as [[UInt8]?])
    func `a file that says nothing keeps the old secret, and is told once`(octets: [UInt8]?) throws {
        var secrets = try secrets()
        try FileManager.default.removeItem(atPath: folder("password"))
        if let octets { try Data(octets).write(to: URL(fileURLWithPath: folder("password"))) }
        let found = look(&secrets)
        #expect(found.used.isEmpty && found.told.isEmpty)
        #expect(found.problems.count == 1, "\(found.problems)")
        #expect(
            found.problems.allSatisfy { $0.hasPrefix("relay 'plain': ") && $0.hasSuffix("stays as it was") })
        let again = look(&secrets)
        #expect(again.problems.isEmpty)
        #expect(secrets.endpoints.map(\.secret) == [.bearer("one"), .password("pass")])
        try folder.write("better\n", to: "password")
        let after = look(&secrets)
        #expect(after.used.map { $0.map(\.secret) } == [[.bearer("one"), .password("better")]])
    }

    @Test func `what the transport refuses keeps the old secret`() throws {
        var secrets = try secrets()
        try folder.write("t\u{1}wo\n", to: "token")
        _ = secrets.look { _ in }
        let found = secrets.look { (_: [Endpoint]) throws(EndpointProblem) in
            throw EndpointProblem(description: "relay 'oauth': no")
        }
        #expect(found.problems == ["relay 'oauth': no; the secret stays as it was"])
        #expect(secrets.endpoints[0].secret == .bearer("one"))
    }
}
