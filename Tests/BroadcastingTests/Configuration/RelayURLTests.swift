import Testing

@testable import Broadcasting

struct RelayURLTests {
    @Test(arguments: [
        ("smtp://mail.example.org:587", "mail.example.org", 587, false, false),
        ("smtp://h", "h", 25, false, false),
        ("smtps://h", "h", 465, true, false),
        ("SMTPS://Mail.Example.ORG:1/", "mail.example.org", 1, true, false),
        ("smtp://[::1]", "::1", 25, false, true),
        ("smtp://[2001:db8::1]:2525", "2001:db8::1", 2525, false, false),
        ("smtp://[::ffff:127.0.0.1]:25", "::ffff:127.0.0.1", 25, false, true),
        ("smtp://[0:0:0:0:0:0:0:1]:65535", "0:0:0:0:0:0:0:1", 65535, false, true),
        ("smtp://127.0.0.53:025", "127.0.0.53", 25, false, true),
        ("smtp://128.0.0.1", "128.0.0.1", 25, false, false),
    ])
    func `a relay's place is read`(text: String, host: String, port: Int, implicitTLS: Bool, isLoopback: Bool)
        throws
    {
        let url = try RelayURL(text)
        #expect(
            (url.host, url.port, url.implicitTLS, url.isLoopback) == (host, port, implicitTLS, isLoopback))
    }

    @Test(arguments: [
        ("smtp//x", "'smtp//x' is not a URL: write smtp://host:port"),
        ("", "'' is not a URL: write smtp://host:port"),
        ("mail.example.org:25", "'mail.example.org:25' is not a URL: write smtp://host:port"),
        ("http://h:25", "'http://h:25' is no relay: write smtp://host:port, or smtps://host:port"),
        ("smtp://", "'smtp://' has no valid host: write smtp://host:port"),
        ("smtp://:25", "'smtp://:25' has no valid host: write smtp://host:port"),
        ("smtp://h h:25", "'smtp://h h:25' has no valid host: write smtp://host:port"),
        ("smtp://-h", "'smtp://-h' has no valid host: write smtp://host:port"),
        ("smtp://h..org", "'smtp://h..org' has no valid host: write smtp://host:port"),
        ("smtp://127.1", "'smtp://127.1' has no valid host: write smtp://host:port"),
        ("smtp://1.2.3.256", "'smtp://1.2.3.256' has no valid host: write smtp://host:port"),
        ("smtp://[::1", "'smtp://[::1' has no valid host: write smtp://host:port"),
        ("smtp://[::1]25", "'smtp://[::1]25' has no valid host: write smtp://host:port"),
        (
            "smtp://[fe80::1%25eth0]:25",
            "'smtp://[fe80::1%25eth0]:25' has no valid host: write smtp://host:port"
        ),
        ("smtp://[h]:25", "'smtp://[h]:25' has no valid host: write smtp://host:port"),
        ("smtp://[", "'smtp://[' has no valid host: write smtp://host:port"),
        (
            "smtp://::1:25",
            "'smtp://::1:25' has more than one ':': write an IPv6 address as smtp://[::1]:port"
        ),
        (
            "smtp://exämple.org",
            "'smtp://exämple.org' has a host that is not ASCII: write its form that starts with xn--"
        ),
        ("smtp://h:", "'smtp://h:' has no valid port: write a number from 1 to 65535 behind the ':'"),
        ("smtp://h:0", "'smtp://h:0' has no valid port: write a number from 1 to 65535 behind the ':'"),
        (
            "smtp://h:65536",
            "'smtp://h:65536' has no valid port: write a number from 1 to 65535 behind the ':'"
        ),
        ("smtp://h:+5", "'smtp://h:+5' has no valid port: write a number from 1 to 65535 behind the ':'"),
        ("smtp://h:25/x", "'smtp://h:25/x' goes on behind the port: write smtp://host:port"),
        ("smtp://h:25?x", "'smtp://h:25?x' goes on behind the port: write smtp://host:port"),
        ("smtp://u:p@h:25", "a user name or a password in the URL: use username and passwordFile"),
        ("u:p@h", "a user name or a password in the URL: use username and passwordFile"),
    ])
    func `what is not the URL of a relay is refused`(text: String, expected: String) {
        let error = #expect(throws: RelayURLProblem.self) { try RelayURL(text) }
        #expect(error?.description == expected)
    }
}
