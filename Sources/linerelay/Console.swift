import Glibc

/// Where the program speaks: results on standard output, progress and problems on standard error.
enum Console {
    static func result(_ text: String) { write(text + "\n", to: 1) }

    static func problem(_ text: String) { write("linerelay: \(text)\n", to: 2) }

    static func plain(_ text: String) { write(text + "\n", to: 2) }

    /// One write for one line, so that lines of several processes do not mix; a closed pipe ends nothing.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return }
        }
    }
}
