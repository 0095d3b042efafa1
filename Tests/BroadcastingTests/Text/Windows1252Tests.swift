import Testing

@testable import Broadcasting

struct Windows1252Tests {
    @Test(
        arguments: [(0x41, "A"), (0x80, "€"), (0x9F, "Ÿ"), (0xA0, "\u{A0}"), (0xFF, "ÿ")]
            as [(UInt8, Unicode.Scalar)])
    func `a byte is a character`(_ byte: UInt8, _ scalar: Unicode.Scalar) {
        #expect(Windows1252.scalar(byte) == scalar)
    }

    @Test func `five bytes mean nothing`() {
        let undefined = (UInt8.min...UInt8.max).filter { Windows1252.scalar($0) == nil }
        #expect(undefined == [0x81, 0x8D, 0x8F, 0x90, 0x9D])
    }
}
