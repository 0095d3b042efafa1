import Glibc
import Synchronization

/// Where the program speaks: results on standard output, progress and problems on standard error.
enum Console {
    /// The errno of the first result that could not be written; 0 where there is none.
    private static let lost = Atomic<Int32>(0)

    static func result(_ text: String, lineEnd: String = "\n") {
        result(octets: Array((text + lineEnd).utf8))
    }

    /// A part of results that are written as they are read.
    static func result(octets: [UInt8]) {
        let code = write(octets, to: 1)
        if code != 0 { _ = lost.compareExchange(expected: 0, desired: code, ordering: .relaxed) }
    }

    static func problem(_ text: String) { plain("linerelay: \(text)") }

    static func plain(_ text: String) { _ = write(Array((text + "\n").utf8), to: 2) }

    /// Why results were lost, where somebody wanted them; a reader who has gone or was never there does not.
    static var loss: String? {
        let code = lost.load(ordering: .relaxed)
        return [0, EPIPE, EBADF].contains(code) ? nil : String(cString: strerror(code))
    }

    /// Somebody read the results, and has gone; or their terminal has.
    static var hasLostReader: Bool { [EPIPE, EIO].contains(lost.load(ordering: .relaxed)) }

    /// How wide a terminal is; nil where it is none, is a dumb one, or where nobody wants more than plain lines.
    static func columns(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1, (RealWorld.environment("NO_COLOR") ?? "").isEmpty,
            RealWorld.environment("TERM") != "dumb"
        else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes lines over those that were written last; each is cut to the terminal's width.
    static func repaint(_ lines: [String], over painted: Int, width: Int) {
        var text = painted > 0 ? "\u{1B}[\(painted)F\u{1B}[J" : ""
        for line in lines { text += line.prefix(width - 1) + "\n" }
        text.removeLast()
        result(text)
    }

    /// Where the caller has closed one of the three, something takes its place that cannot be written to:
    /// else the next file that is opened would, and results would go into a log.
    static func holdPlaces() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// One write for one line, so that lines of several processes do not mix.
    /// - Returns: 0, or the errno that ended it.
    private static func write(_ octets: [UInt8], to descriptor: Int32) -> Int32 {
        var bytes = octets[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return errno }
        }
        return 0
    }
}
