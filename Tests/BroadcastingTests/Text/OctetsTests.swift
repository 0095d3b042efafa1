import Testing

@testable import Broadcasting

struct OctetsTests {
    @Test(
        arguments: [
            (0, "0.0 KiB"), (1023, "0.9 KiB"), (1 << 20, "1.0 MiB"), ((1 << 30) - 1, "1023.9 MiB"),
            (5 << 29, "2.5 GiB"), (1 << 45, "32.0 TiB"), (1 << 60, "1048576.0 TiB"),
        ] as [(UInt64, String)])
    func `a size is told in words`(octets: UInt64, words: String) {
        #expect(Octets.words(octets) == words)
    }

    @Test(arguments: [(1, "1 octet"), (9_999, "9999 octets"), (10_240, "10.0 KiB")])
    func `a small one is counted`(octets: Int, words: String) {
        #expect("\(Octets(octets))" == words)
    }
}
