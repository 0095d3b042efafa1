import Testing

@testable import SMTP

struct HandshakeTests {
    @Test func `only the last EHLO counts`() {
        var handshake = Handshake()
        hear(
            [
                "220 hello", "250-me", "250-STARTTLS", "250 PIPELINING", "220 go ahead", "250-me",
                "250 SIZE 5",
            ], &handshake)
        #expect(!handshake.capabilities.pipelining)
        #expect(handshake.capabilities.sizeLimit == 5)
        #expect(handshake.replies == 4 && !handshake.isLoggedIn)
        hear(["235 2.7.0 welcome"], &handshake)
        #expect(handshake.isLoggedIn && handshake.lastReply?.code == 235)
    }

    @Test(arguments: 0..<10)
    func `no bytes make it trap`(seed: Int) {
        var random = Jitter(state: UInt64(seed))
        for _ in 0..<300 {
            var handshake = Handshake()
            for _ in 0..<20 {
                var line = Array("250- SIZE\r\n".utf8)
                for _ in 0..<Int.random(in: 0..<4, using: &random) {
                    line[Int.random(in: 0..<line.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                line.removeFirst(Int.random(in: 0..<3, using: &random))
                _ = line.withUnsafeBufferPointer { handshake.hear($0) }
            }
        }
    }

    private func hear(_ lines: [String], _ handshake: inout Handshake) {
        for line in lines {
            _ = Array("\(line)\r\n".utf8).withUnsafeBufferPointer { handshake.hear($0) }
        }
    }
}
