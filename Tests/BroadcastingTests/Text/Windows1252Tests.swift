import Testing

@testable import Broadcasting

struct Windows1252Tests {
    @Test(
        arguments: [
            (0x41, "A"), (0x80, "\u{20AC}"), (0x92, "\u{2019}"), (0x9F, "\u{178}"), (0xA0, "\u{A0}"),
            (0xEB, "\u{EB}"),
            (0xFF, "\u{FF}"),
        ] as [(UInt8, Unicode.Scalar)])
    func `a byte is the character that Windows shows`(byte: UInt8, scalar: Unicode.Scalar) {
        #expect(Windows1252.scalar(byte) == scalar)
    }

    @Test func `five bytes have no character`() {
        #expect((0...255).filter { Windows1252.scalar(UInt8($0)) == nil } == [0x81, 0x8D, 0x8F, 0x90, 0x9D])
    }
}
