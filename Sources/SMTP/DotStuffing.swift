import Glibc

/// The end of DATA on the wire: a full stop at the start of a line is doubled, and CRLF.CRLF ends the
/// content (RFC 5321 §4.5.2).
enum DotStuffing {
    private static let dot = UInt8(ascii: ".")

    /// Makes the content that starts at `start` ready for the wire, its end included.
    ///
    /// A line starts behind any LF, so that no bare LF can end the message early at a lenient relay.
    static func finish(_ buffer: inout [UInt8], from start: Int) {
        if buffer.count < start + 2 || buffer[buffer.count - 2] != 0x0D || buffer[buffer.count - 1] != 0x0A {
            buffer.append(contentsOf: [0x0D, 0x0A])
        }
        let stops = leadingDots(in: buffer, from: start)
        if !stops.isEmpty { double(stops, in: &buffer) }
        buffer.append(contentsOf: [dot, 0x0D, 0x0A])
    }

    /// Where lines start with a full stop, in rising order.
    private static func leadingDots(in buffer: [UInt8], from start: Int) -> [Int] {
        var found: [Int] = []
        buffer.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var place = start
            while place < bytes.count, let next = memchr(base + place, Int32(dot), bytes.count - place) {
                place = UnsafeRawPointer(next) - base
                if place == start || bytes[place - 1] == 0x0A { found.append(place) }
                place += 1
            }
        }
        return found
    }

    /// Moves the tail up, last line first, so that each byte moves once.
    private static func double(_ stops: [Int], in buffer: inout [UInt8]) {
        var end = buffer.count
        buffer.append(contentsOf: repeatElement(dot, count: stops.count))
        buffer.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            for (index, stop) in stops.enumerated().reversed() {
                memmove(base + stop + index + 1, base + stop, end - stop)
                bytes[stop + index] = dot
                end = stop
            }
        }
    }
}
