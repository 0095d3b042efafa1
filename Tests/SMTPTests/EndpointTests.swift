import Testing

@testable import SMTP

struct EndpointTests {
    private let good = Endpoint(
        name: "smarthost", host: "mail.example.org", port: 25, security: .startTLS, helo: "hub.example.org")

    @Test func `the URL carries the EHLO name, and brackets where needed`() throws {
        var endpoint = good
        try endpoint.check()
        #expect(endpoint.url == "smtp://mail.example.org:25/hub.example.org")
        endpoint.host = "mail_relay"
        try endpoint.check()
        (endpoint.host, endpoint.port, endpoint.security) = ("2001:db8::1", 465, .implicitTLS)
        try endpoint.check()
        #expect(endpoint.url == "smtps://[2001:db8::1]:465/hub.example.org")
        #expect(endpoint.place == "relay 'smarthost' (smtps://[2001:db8::1]:465)")
    }

    static let bad: [(@Sendable (inout Endpoint) -> Void, String)] = [
        ({ $0.helo = "" }, "'' is no host name for EHLO"),
        ({ $0.helo = "a b" }, "'a b' is no host name for EHLO"),
        ({ $0.helo = "a.example\r\nMAIL FROM:<x@y>" }, "is no host name"),
        ({ $0.helo = "-a.example" }, "no host name"),
        ({ $0.helo = "a/b" }, "no host name"), ({ $0.helo = "ä.example" }, "no host name"),
        ({ $0.host = "" }, "'' is no host name"), ({ $0.host = "x@y" }, "'x@y' is no host name"),
        ({ $0.host = "a..b" }, "no host name"), ({ $0.port = 0 }, "0 is no port"),
        ({ $0.port = 65_536 }, "is no port"),
        ({ $0.maxConnections = 0 }, "0 connections"), ({ $0.timeout = 0 }, "timeout"),
        ({ $0.timeout = .max }, "timeout"),
        ({ $0.username = "desk" }, "needs a password"), ({ $0.secret = .password("x") }, "needs a password"),
        ({ ($0.username, $0.secret) = ("desk", .password("x\n")) }, "control character"),
    ]

    @Test(arguments: bad.indices)
    func `what could not be put on the wire is refused`(index: Int) {
        let (change, words) = Self.bad[index]
        var endpoint = good
        change(&endpoint)
        let problem = #expect(throws: EndpointProblem.self) { try endpoint.check() }
        #expect(problem?.description.hasPrefix("relay 'smarthost': ") == true)
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }

    @Test func `a secret is never printed`() {
        var endpoint = good
        (endpoint.username, endpoint.secret) = ("desk", .password("Tr0ub4dor"))
        #expect(!"\(endpoint)".contains("Tr0ub4dor"))
        var text = ""
        dump(endpoint, to: &text)
        debugPrint(endpoint, to: &text)
        #expect(!text.contains("Tr0ub4dor"))
    }
}
