import Disk
import Glibc
import JSON

/// Recipients written to a file of a broadcast's folder as they are met, one a line.
struct RecipientLines: ~Copyable {
    private let path: String
    /// Made when there is something to write.
    private var file: File?
    private var writer = JSONWriter()
    /// What the first write that failed threw; nothing is written after it.
    private var fault: SystemError?

    /// Octets that are gathered before they are written.
    private static let chunk = 1 << 18

    init(_ path: String) { self.path = path }

    mutating func add(_ recipient: Recipient) {
        recipient.write(into: &writer)
        if writer.bytes.count >= RecipientLines.chunk { flush() }
    }

    /// Everything is on disk behind it.
    /// - Parameter evenIfEmpty: the file is there, whoever was met.
    /// - Throws: `SystemError` where any of it is not.
    mutating func finish(evenIfEmpty: Bool) throws(SystemError) {
        if evenIfEmpty || !writer.bytes.isEmpty { flush() }
        if let fault { throw fault }
        try file?.synchronize()
    }

    private mutating func flush() {
        defer { writer.removeAll() }
        guard fault == nil else { return }
        do throws(SystemError) {
            if file == nil { file = try File(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600) }
            try file?.write(writer.bytes)
        } catch { fault = error }
    }
}
