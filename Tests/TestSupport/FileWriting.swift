import Glibc

/// Writes a file through a descriptor that no program started meanwhile by another test inherits: such a
/// program would seem to be somebody who is still writing a draft, for as long as it runs.
public func writeFile(_ text: String, to path: String) throws { try writeFile(Array(text.utf8), to: path) }

/// The same for any octets.
public func writeFile(_ octets: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw TestFailure("create \(path)", errno: errno) }
    defer { close(descriptor) }
    var bytes = octets[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw TestFailure("write \(path)", errno: errno) }
        bytes = bytes.dropFirst(count)
    }
}

/// A file's octets; nil where there is no such file. (Foundation's readers lose memory on an empty file, which
/// the address sanitizer then reports.)
public func fileOctets(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var octets: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return octets }
        octets += chunk[..<count]
    }
}
