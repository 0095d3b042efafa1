import Testing

@testable import Broadcasting

struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        // FIPS 180-4, two blocks.
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 is as the standard has it`(_ text: String, _ digest: String) {
        #expect(Digest.sha256(Array(text.utf8)) == digest)
    }

    /// RFC 4231, cases 1, 2, 6 and 7: a short key, one shorter than its text, and two longer than a block.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "This is a test using a larger than block-size key and a larger than block-size data. "
                + "The key needs to be hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `the keyed digest is as the standard has it, however often it is used`(
        _ key: [UInt8], _ text: String, _ digest: String
    ) {
        let key = SecretKey(key)
        for _ in 0..<2 { #expect(Digest.hexadecimal(code(of: text, key)) == digest) }
    }

    private func code(of text: String, _ key: SecretKey) -> [UInt8] {
        Array(text.utf8).withUnsafeBufferPointer { key.authenticate($0) { Array($0) } }
    }

    @Test func `hexadecimal digits are small, two for each octet`() {
        #expect(Digest.hexadecimal([0, 9, 10, 0x7F, 0xFF]) == "00090a7fff")
    }

    @Test func `random octets are as many as asked for, and others each time`() {
        #expect(Digest.random(32)?.count == 32)
        #expect(Digest.random(32) != Digest.random(32))
    }
}
