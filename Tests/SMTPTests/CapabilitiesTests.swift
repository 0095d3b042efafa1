import Testing

@testable import Mail
@testable import SMTP

struct CapabilitiesTests {
    @Test func `keywords count in any case, the greeting never`() {
        let offered = Capabilities(ehlo: [
            "PIPELINING greets you", "size 1000", "8BitMime", "SMTPUTF8", "Chunking", "StartTLS",
            "AUTH plain LOGIN",
            "X-STRANGE 1",
        ])
        var expected = Capabilities()
        expected.keywords = [
            "size 1000", "8BitMime", "SMTPUTF8", "Chunking", "StartTLS", "AUTH plain LOGIN", "X-STRANGE 1",
        ]
        (expected.eightBitMIME, expected.smtpUTF8) = (true, true)
        (expected.size, expected.sizeLimit, expected.logIns) = (true, 1_000, ["PLAIN", "LOGIN"])
        #expect(offered == expected)
    }

    @Test(arguments: ["SIZE", "SIZE 0", "SIZE -5", "SIZE many", "SIZE 99999999999999999999999"])
    func `a SIZE without a limit is none`(line: String) {
        let offered = Capabilities(ehlo: ["x", line])
        #expect(offered.size && offered.sizeLimit == nil)
    }

    @Test func `a message at the limit passes`() {
        let offered = Capabilities(ehlo: ["x", "SIZE 100"])
        #expect(offered.refusal(of: RecordingSource.envelope(0, size: 100)) == nil)
        let refusal = offered.refusal(of: RecordingSource.envelope(0, size: 101))
        #expect(refusal?.0.code == 552 && refusal?.0.status == EnhancedStatus(5, 3, 4))
        #expect(refusal?.1 == Verdict(scope: .message, isPermanent: true))
    }
}
